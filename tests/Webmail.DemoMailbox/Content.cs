using System.Text;
using MimeKit;

namespace Webmail.DemoMailbox;

/// <summary>The texts that the mail is made of, as they lie in the folder Content.</summary>
internal static class Content
{
    /// <summary>Everybody who writes, by the short name the texts use.</summary>
    public static IReadOnlyDictionary<string, MailboxAddress> People { get; } = Read("people.txt")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(static line => line.Split(' ', 2))
        .ToDictionary(static pair => pair[0], static pair => MailboxAddress.Parse(Encoding.UTF8.GetBytes(pair[1])));

    public static MailboxAddress Me => People["me"];

    public static string Read(string name)
    {
        using var stream = typeof(Content).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"Content/{name} is missing.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
