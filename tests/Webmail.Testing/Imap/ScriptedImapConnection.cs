using System.Net.Sockets;
using System.Text;

namespace Webmail.Testing.Imap;

/// <summary>One client of a <see cref="ScriptedImapServer"/>.</summary>
public sealed class ScriptedImapConnection : IDisposable
{
    private readonly ScriptedImapServer _server;
    private readonly TcpClient _client;
    private readonly StreamReader _reader;
    private CancellationToken _stop;

    internal ScriptedImapConnection(ScriptedImapServer server, TcpClient client)
    {
        (_server, _client) = (server, client);
        _reader = new StreamReader(client.GetStream(), Encoding.Latin1);
    }

    /// <summary>Sends lines, each with CRLF.</summary>
    public Task SendAsync(params string[] lines) => SendRawAsync(string.Concat(lines.Select(static line => line + "\r\n")));

    /// <summary>Sends exactly this.</summary>
    public async Task SendRawAsync(string text) => await _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), _stop);

    /// <summary>The next line of the client; <see langword="null"/> when it left.</summary>
    public async Task<string?> ReadLineAsync()
    {
        var line = await _reader.ReadLineAsync(_stop);
        if (line is not null)
            _server.Log(line);
        return line;
    }

    /// <summary>Cuts the connection without a word.</summary>
    public void Cut() => _client.Client.Close(0);

    /// <summary>Never answers; ends with the test.</summary>
    public Task HangAsync() => Task.Delay(Timeout.Infinite, _stop);

    /// <summary>Answers as the plainest server would.</summary>
    public Task AnswerPlainlyAsync(ImapCommandLine command) => command.Name switch
    {
        "CAPABILITY" => SendAsync($"* CAPABILITY {_server.Capability}", Ok(command)),
        "NAMESPACE" => SendAsync("""* NAMESPACE (("" "/")) NIL NIL""", Ok(command)),
        "LIST" => SendAsync("""* LIST () "/" INBOX""", Ok(command)),
        "SELECT" => SendAsync("* 0 EXISTS", "* OK [UIDVALIDITY 1] ok", "* OK [UIDNEXT 1] ok", $"{command.Tag} OK [READ-WRITE] done"),
        "EXAMINE" => SendAsync("* 0 EXISTS", "* OK [UIDVALIDITY 1] ok", "* OK [UIDNEXT 1] ok", $"{command.Tag} OK [READ-ONLY] done"),
        "STATUS" => SendAsync($"* STATUS INBOX (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 1 UNSEEN 0)", Ok(command)),
        "UID" => SendAsync("* SEARCH", Ok(command)),
        "IDLE" => IdleAsync(command),
        "LOGOUT" => SendAsync("* BYE", Ok(command)),
        _ => SendAsync(Ok(command)),
    };

    /// <summary>The tagged OK of a command.</summary>
    public static string Ok(ImapCommandLine command) => $"{command.Tag} OK done";

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _client.Dispose();
    }

    internal async Task TalkAsync(CancellationToken stop)
    {
        _stop = stop;
        try
        {
            await SendAsync(_server.Greeting);
            while (await ReadLineAsync() is { } line)
                await _server.AnswerAsync(this, ImapCommandLine.Parse(line));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The client left, the test cut the line, or it is over.
        }
        finally
        {
            Dispose();
        }
    }

    private async Task IdleAsync(ImapCommandLine command)
    {
        await SendAsync("+ idling");
        await ReadLineAsync();
        await SendAsync(Ok(command));
    }
}
