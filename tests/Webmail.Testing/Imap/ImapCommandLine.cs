namespace Webmail.Testing.Imap;

/// <summary>A command as a client sent it.</summary>
/// <param name="Tag">Its tag.</param>
/// <param name="Name">Its name in upper case.</param>
/// <param name="Arguments">The rest of the line.</param>
public sealed record ImapCommandLine(string Tag, string Name, string Arguments)
{
    internal static ImapCommandLine Parse(string line)
    {
        var words = line.Split(' ', 3);
        return new ImapCommandLine(words[0], words.Length > 1 ? words[1].ToUpperInvariant() : "", words.Length > 2 ? words[2] : "");
    }
}
