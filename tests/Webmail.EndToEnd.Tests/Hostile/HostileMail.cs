using System.Text;
using MimeKit;
using Webmail.Testing.Servers;

namespace Webmail.EndToEnd.Tests.Hostile;

/// <summary>A message of the corpus in tests/corpus/hostile: one known class of attack.</summary>
/// <param name="Name">Its file without extension: an identifier and the class.</param>
/// <param name="Bytes">As it stands in the file.</param>
internal sealed record HostileMail(string Name, byte[] Bytes)
{
    /// <summary>The host that stands in the files for whatever a stranger has; tests put a port of the loopback address there.</summary>
    private const string Stranger = "attacker.invalid";

    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "corpus", "hostile");

    /// <summary>All of them in the order of their names.</summary>
    public static IReadOnlyList<HostileMail> All { get; } =
        [.. Directory.GetFiles(Folder, "*.eml").Order(StringComparer.Ordinal).Select(static file => new HostileMail(Path.GetFileNameWithoutExtension(file), File.ReadAllBytes(file)))];

    /// <summary>The class as the message itself says it.</summary>
    public string? Class => Parse(Bytes).Headers["X-Attack"];

    /// <summary>Text with the stranger's host replaced by an address that can be listened at.</summary>
    public static string Directed(string text, string host) => text.Replace(Stranger, host, StringComparison.Ordinal);

    /// <summary>The message on its way to a mailbox, with the stranger at <paramref name="host"/>.</summary>
    public byte[] Directed(string host) => Encoding.Latin1.GetBytes(Directed(Encoding.Latin1.GetString(Bytes), host));

    /// <summary>Its HTML, part by part, decoded as the message says; scripts and pages that are attached included.</summary>
    public IEnumerable<string> Markup() => TextsOf(Parse(Bytes).Body).Where(static text => text.Contains('<', StringComparison.Ordinal));

    private static MimeMessage Parse(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return MimeMessage.Load(stream);
    }

    private static IEnumerable<string> TextsOf(MimeEntity? entity) => entity switch
    {
        Multipart parts => parts.SelectMany(TextsOf),
        MessagePart { Message: { } message } => TextsOf(message.Body),
        TextPart text => [text.Text ?? ""],
        MimePart { Content: { } content } => [Latin1(content)],
        _ => [],
    };

    private static string Latin1(IMimeContent content)
    {
        using var bytes = new MemoryStream();
        content.DecodeTo(bytes);
        return Encoding.Latin1.GetString(bytes.ToArray());
    }
}
