using System.Text;

namespace Webmail.Mail.Imap;

/// <summary>The plain-text beginning of a connection that goes on in TLS: greeting, capabilities, STARTTLS (RFC 9051 section 6.2.1).</summary>
internal static class StartTls
{
    private const int MaxLine = 8 * 1024;

    /// <summary>Stands in for the greeting that was read here: what follows it is asked for anew inside TLS.</summary>
    public static readonly byte[] Greeting = "* OK TLS\r\n"u8.ToArray();

    /// <summary>Brings the server to the point where the TLS handshake begins.</summary>
    /// <exception cref="MailException">It does not offer STARTTLS, refuses, or talks on in plain text.</exception>
    public static async Task NegotiateAsync(ServerStream stream, CancellationToken token)
    {
        var greeting = await ReadLineAsync(stream, token).ConfigureAwait(false);
        if (ServerResponses.Parse(greeting) is { } refusal)
            throw ImapFailures.FromSignIn(new IOException(refusal.Text), refusal);
        if (!greeting.StartsWith("* OK", StringComparison.OrdinalIgnoreCase))
            throw new MailException(MailFailure.SignInUnsupported, "The server does not ask for a password (PREAUTH).");

        var capabilities = await CommandAsync(stream, "CAPABILITY", token).ConfigureAwait(false);
        if (!capabilities.Any(static line => line.Contains(" STARTTLS", StringComparison.OrdinalIgnoreCase)))
            throw new MailException(MailFailure.TlsFailed, "The server does not offer STARTTLS.");
        await CommandAsync(stream, "STARTTLS", token).ConfigureAwait(false);
        // Whoever sends more before the handshake wants it to be taken for what came inside (CVE-2011-0411).
        if (!stream.Buffered.IsEmpty)
            throw new MailException(MailFailure.TlsFailed, "The server sent plain text after STARTTLS.");
    }

    private static async Task<List<string>> CommandAsync(ServerStream stream, string command, CancellationToken token)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"S1 {command}\r\n"), token).ConfigureAwait(false);
        var lines = new List<string>();
        while (true)
        {
            var line = await ReadLineAsync(stream, token).ConfigureAwait(false);
            if (!line.StartsWith("S1 ", StringComparison.Ordinal))
            {
                lines.Add(line);
                continue;
            }

            return ServerResponses.Parse(line) is { } refusal ? throw new MailException(MailFailure.TlsFailed, refusal.Text) : lines;
        }
    }

    private static async Task<string> ReadLineAsync(ServerStream stream, CancellationToken token)
    {
        while (true)
        {
            var end = stream.Buffered.Span.IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = Encoding.UTF8.GetString(stream.Buffered.Span[..end]).TrimEnd('\r');
                stream.Consume(end + 1);
                return line;
            }

            if (stream.Buffered.Length > MaxLine)
                throw new MailException(MailFailure.TlsFailed, "The server does not speak IMAP.");
            await stream.ReadMoreAsync(token).ConfigureAwait(false);
        }
    }
}
