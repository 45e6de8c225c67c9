using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Webmail.Mail;

namespace Webmail.Testing.Imap;

/// <summary>
/// A fake IMAP server on loopback, for faults that a real one does not produce on demand. It answers each command as the plainest
/// IMAP4rev1 server would, except where a test says otherwise.
/// </summary>
public sealed class ScriptedImapServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _conversations = [];
    private readonly ConcurrentDictionary<string, Func<ScriptedImapConnection, ImapCommandLine, Task>> _answers = new();
    private readonly ConcurrentQueue<string> _received = new();
    private readonly Task _accepting;
    private int _connections;

    /// <summary>Listens.</summary>
    public ScriptedImapServer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>The first line each client gets.</summary>
    public string Greeting { get; set; } = "* OK ready";

    /// <summary>What CAPABILITY says.</summary>
    public string Capability { get; set; } = "IMAP4rev1 SASL-IR AUTH=PLAIN IDLE";

    /// <summary>The TCP port.</summary>
    public int Port { get; }

    /// <summary>Connections made so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>All lines received so far, in order.</summary>
    public IReadOnlyCollection<string> Received => _received;

    /// <summary>The server as an account names it.</summary>
    public MailServer Server(ConnectionSecurity security = ConnectionSecurity.None) => new("127.0.0.1", Port, security);

    /// <summary>Answers a command ("UID FETCH" is "UID") in the test's own way from now on.</summary>
    public void On(string command, Func<ScriptedImapConnection, ImapCommandLine, Task> answer) => _answers[command] = answer;

    /// <summary>How often a command came.</summary>
    public int Count(string command) => _received.Count(line => ImapCommandLine.Parse(line).Name == command);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_conversations);
        _listener.Dispose();
        _stop.Dispose();
    }

    internal void Log(string line) => _received.Enqueue(line);

    internal Task AnswerAsync(ScriptedImapConnection connection, ImapCommandLine command) =>
        _answers.TryGetValue(command.Name, out var answer) ? answer(connection, command) : connection.AnswerPlainlyAsync(command);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _conversations.Add(new ScriptedImapConnection(this, client).TalkAsync(_stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
