using System.Text;

namespace Webmail.Testing.Servers;

/// <summary>What moved over the IMAP sessions of a Dovecot since the log was cleared: to see that something did not.</summary>
public sealed class ProtocolLog
{
    private readonly string _directory;
    private readonly Dictionary<string, long> _cleared = [];

    internal ProtocolLog(string directory) => _directory = directory;

    /// <summary>Everything clients sent after their login, session by session, each line behind its time in seconds.</summary>
    public string Sent => Read("*.in");

    /// <summary>Everything the server answered, session by session, each line behind its time in seconds.</summary>
    public string Received => Read("*.out");

    /// <summary>The command lines clients sent, without the times.</summary>
    public IReadOnlyList<string> Commands =>
        [.. Sent.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line[(line.IndexOf(' ') + 1)..].TrimEnd('\r'))];

    /// <summary>Forgets what has moved so far.</summary>
    public void Clear()
    {
        foreach (var file in Directory.GetFiles(_directory))
            _cleared[file] = new FileInfo(file).Length;
    }

    private string Read(string pattern)
    {
        var text = new StringBuilder();
        foreach (var file in Directory.GetFiles(_directory, pattern).Order(StringComparer.Ordinal))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            stream.Position = _cleared.GetValueOrDefault(file);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            text.Append(reader.ReadToEnd());
        }

        return text.ToString();
    }
}
