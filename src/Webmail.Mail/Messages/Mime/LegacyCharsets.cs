using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Webmail.Mail.Messages.Mime;

/// <summary>Lets .NET know the charsets of the web's youth (ISO-2022-JP, Shift_JIS, KOI8-R …), which mail still uses.</summary>
internal static class LegacyCharsets
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "MimeKit looks charsets up once, with its first use: it must be before that.")]
    internal static void Register() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
}
