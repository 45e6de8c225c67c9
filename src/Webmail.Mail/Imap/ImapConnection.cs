using System.Net.Sockets;
using MailKit;
using MailKit.Net.Imap;

namespace Webmail.Mail.Imap;

/// <summary>An authenticated connection and what it has selected. Used by one piece of work at a time; the pool sees to that.</summary>
internal sealed class ImapConnection(
    ImapClient client, Socket socket, ServerStream? stream, ServerResponses responses, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(5);

    private long _lastUsed = time.GetTimestamp();
    private IMailFolder? _selected;
    private MailboxName _selectedName;
    private MailboxAccess _selectedAccess;
    private volatile bool _cut;

    /// <summary>MailKit's client.</summary>
    public ImapClient Client { get; } = client;

    /// <summary>The bytes below MailKit; <see langword="null"/> where only MailKit can read them (COMPRESS).</summary>
    public ServerStream? Stream { get; } = stream;

    /// <summary>What the server refused last, with its response code.</summary>
    public ServerResponses Responses { get; } = responses;

    /// <summary>What the server can do.</summary>
    public ImapFeatures Features { get; } = new(client.Capabilities);

    /// <summary>Whether it served before: then it may have died unnoticed since.</summary>
    public bool WasUsed { get; private set; }

    /// <summary>Whether it can take another command.</summary>
    public bool IsUsable => !_cut && Client is { IsConnected: true, IsAuthenticated: true };

    /// <summary>How long nobody used it.</summary>
    public TimeSpan Idle => time.GetElapsedTime(_lastUsed);

    /// <summary>Whether nothing is selected.</summary>
    public bool HasNothingSelected => _selected is null;

    /// <summary>What is selected.</summary>
    public MailboxName? Selected => _selected is null ? null : _selectedName;

    /// <summary>Whether the mailbox is selected so that the access is possible.</summary>
    public bool Has(MailboxName mailbox, MailboxAccess access) =>
        _selected is not null && _selectedName == mailbox && _selectedAccess >= access;

    /// <summary>Makes it ready for work: alive, up to date, and with the mailbox open.</summary>
    public async Task<IMailFolder?> PrepareAsync(MailboxName? mailbox, MailboxAccess access, CancellationToken token)
    {
        Responses.Clear();
        if (WasUsed && Idle >= Fresh)
            await ProbeAsync(token).ConfigureAwait(false);
        if (mailbox is not { } name)
            return null;
        return Has(name, access) ? _selected : await SelectAsync(name, access, token).ConfigureAwait(false);
    }

    /// <summary>Notes that it is at rest again.</summary>
    public void Rest()
    {
        WasUsed = true;
        _lastUsed = time.GetTimestamp();
    }

    /// <summary>Opens a mailbox, also when it is open already.</summary>
    public async Task<IMailFolder> SelectAsync(MailboxName mailbox, MailboxAccess access, CancellationToken token)
    {
        // A SELECT that fails leaves no mailbox selected (RFC 9051 section 6.3.2).
        _selected = null;
        var folder = mailbox.IsInbox
            ? Client.Inbox ?? throw new MailException(MailFailure.MailboxGone, mailbox.FullName)
            : await Client.GetFolderAsync(mailbox.FullName, token).ConfigureAwait(false);
        try
        {
            await folder.OpenAsync(access == MailboxAccess.Read ? FolderAccess.ReadOnly : FolderAccess.ReadWrite, token)
                .ConfigureAwait(false);
        }
        catch (ImapCommandException e) when (SaysGone(Responses.LastRefusal))
        {
            throw new MailException(MailFailure.MailboxGone, Responses.LastRefusal?.Text, e);
        }

        (_selected, _selectedName, _selectedAccess) = (folder, mailbox, access);
        return folder;
    }

    /// <summary>Cuts the connection, whatever runs on it.</summary>
    public void Sacrifice()
    {
        _cut = true;
        socket.Dispose();
    }

    /// <summary>Logs out and closes. Never waits long and never fails: the other end may be gone.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (IsUsable)
            {
                using var patience = new CancellationTokenSource(ProbePatience, time);
                await Client.DisconnectAsync(quit: true, patience.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException || ImapFailures.IsAboutConnection(e))
        {
            // The LOGOUT is a courtesy: the connection is closed below anyway.
        }

        Client.Dispose();
        socket.Dispose();
    }

    // A connection that a firewall forgot swallows what is sent: notice within seconds, not after the timeout for slow answers.
    private async Task ProbeAsync(CancellationToken token)
    {
        var timeout = Client.Timeout;
        Client.Timeout = Math.Min(timeout, (int)ProbePatience.TotalMilliseconds);
        await Client.NoOpAsync(token).ConfigureAwait(false);
        Client.Timeout = timeout;
    }

    // Not every server has [NONEXISTENT] (RFC 5530).
    private static bool SaysGone(ServerRefusal? refusal) => refusal is { Condition: "NO", Code: "" }
        && (refusal.Text.Contains("exist", StringComparison.OrdinalIgnoreCase)
            || refusal.Text.Contains("no such mailbox", StringComparison.OrdinalIgnoreCase)
            || refusal.Text.Contains("unknown mailbox", StringComparison.OrdinalIgnoreCase));
}
