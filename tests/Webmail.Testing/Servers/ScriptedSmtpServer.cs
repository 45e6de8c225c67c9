using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Webmail.Mail;

namespace Webmail.Testing.Servers;

/// <summary>A submission server that does what real ones do seldom: refuses one of many, is silent, hangs up, changes its mind.</summary>
public sealed class ScriptedSmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    /// <summary>Listens.</summary>
    public ScriptedSmtpServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it is.</summary>
    public MailServer Address => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port, ConnectionSecurity.None);

    /// <summary>What it says to EHLO, besides its name.</summary>
    public IReadOnlyList<string> Extensions { get; set; } = ["PIPELINING", "8BITMIME"];

    /// <summary>
    /// The answer to a command, or to a message ("."); <see langword="null"/> for the usual one, empty for silence, and one that ends
    /// in "!" is the last thing it says.
    /// </summary>
    public Func<string, string?> Answer { get; set; } = static _ => null;

    /// <summary>How long it thinks before it answers a message.</summary>
    public TimeSpan Thinks { get; set; }

    /// <summary>What it was told, without the messages.</summary>
    public ConcurrentQueue<string> Heard { get; } = new();

    /// <summary>The messages it was given, complete.</summary>
    public ConcurrentQueue<string> Messages { get; } = new();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Stop();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
                await SayAsync(client, "220 scripted");
                while (await reader.ReadLineAsync(_end.Token) is { } line)
                {
                    Heard.Enqueue(line);
                    if (!await SayAsync(client, Answer(line) ?? Usual(line)))
                        return;
                    if (line == "DATA" && !await TakeAsync(client, reader))
                        return;
                }
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The client hung up, or the test is over.
            }
        }
    }

    private async Task<bool> TakeAsync(TcpClient client, StreamReader reader)
    {
        var message = new StringBuilder();
        while (await reader.ReadLineAsync(_end.Token) is { } line && line != ".")
            message.Append(line).Append('\n');
        await Task.Delay(Thinks, _end.Token);
        Messages.Enqueue(message.ToString());
        return await SayAsync(client, Answer(".") ?? "250 taken");
    }

    private string Usual(string line) => line.Split(' ')[0].ToUpperInvariant() switch
    {
        "EHLO" => string.Join("\r\n", Extensions.Prepend("scripted").Select((name, at) => $"250{(at == Extensions.Count ? ' ' : '-')}{name}")),
        "DATA" => "354 go on",
        "QUIT" => "221 bye!",
        _ => "250 ok",
    };

    private async Task<bool> SayAsync(TcpClient client, string answer)
    {
        if (answer.Length > 0)
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(answer.TrimEnd('!') + "\r\n"), _end.Token);
        return !answer.EndsWith('!');
    }
}
