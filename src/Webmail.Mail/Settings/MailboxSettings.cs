using System.Security.Cryptography;
using MailKit;
using MailKit.Net.Imap;
using MimeKit;
using Webmail.Mail.Imap;

namespace Webmail.Mail.Settings;

/// <summary>
/// Settings as a message in a mailbox of their own. The oldest readable message is what counts. A writer appends one that names its
/// predecessor (In-Reply-To); the first to name the message that counts is the next, and expunging the predecessor makes it count.
/// So of two writers one always sees that it was second and begins again on top of the other. Messages that cannot be read are left
/// where they are.
/// </summary>
internal sealed class MailboxSettings(ImapSessionPool pool, TimeProvider time)
{
    private const string IdHost = "settings.webmail.invalid";
    private const int MaxMessages = 200;
    private const int MaxReads = 10;
    private const uint MaxMessageBytes = 256 * 1024;

    private sealed record Entry(UniqueId Uid, string Id, string Predecessor, uint Size);

    private sealed record State(List<Entry> Entries, Entry? Counts, AccountSettings Settings, bool Understood);

    /// <summary>What the mailbox holds; <see langword="null"/> when there is none or nothing in it.</summary>
    public async Task<StoredSettings?> ReadAsync(AccountId account, MailboxName mailbox, CancellationToken token)
    {
        try
        {
            var state = await pool.RunAsync(account, new ImapRequest(mailbox), ReadStateAsync, token).ConfigureAwait(false);
            return state.Counts is null && state.Understood ? null : new StoredSettings(state.Settings, state.Understood);
        }
        catch (MailException e) when (e.Failure == MailFailure.MailboxGone)
        {
            return null;
        }
    }

    /// <summary>Changes the settings; <paramref name="change"/> is asked again when another writer came between.</summary>
    public async Task<AccountSettings> UpdateAsync(
        AccountId account, MailboxName mailbox, Func<AccountSettings, AccountSettings> change, CancellationToken token)
    {
        var patience = new Patience(time);
        while (true)
        {
            try
            {
                var written = await pool.RunAsync(
                    account, new ImapRequest(mailbox, MailboxAccess.Write),
                    (session, inner) => TryWriteAsync(session, change, inner), token).ConfigureAwait(false);
                if (written is not null)
                    return written;
            }
            catch (MailException e) when (e.Failure == MailFailure.MailboxGone)
            {
                await SettingsMailbox.CreateAsync(pool, account, token).ConfigureAwait(false);
                continue;
            }

            await patience.WaitAsync(token).ConfigureAwait(false);
        }
    }

    private async Task<AccountSettings?> TryWriteAsync(
        ImapSession session, Func<AccountSettings, AccountSettings> change, CancellationToken token)
    {
        var folder = session.Opened;
        var before = await ReadStateAsync(session, token).ConfigureAwait(false);
        // A writer that has not finished, because it is slow or died: what it was about to do is done for it.
        if (Next(before) is { } unfinished)
        {
            await MakeCountAsync(folder, before, unfinished, token).ConfigureAwait(false);
            return null;
        }

        var settings = change(before.Settings);
        var id = $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}@{IdHost}";
        using (var message = Compose(settings, id, before.Counts?.Id))
            await folder.AppendAsync(new AppendRequest(message, MailKit.MessageFlags.Seen), token).ConfigureAwait(false);

        var after = await ReadStateAsync(session, token).ConfigureAwait(false);
        if (after.Counts?.Id == id)
            return settings;
        if (after.Entries.Find(entry => entry.Id == id) is not { } own)
            return null;
        if (Next(after) is { } next && next.Id == id)
        {
            await MakeCountAsync(folder, after, own, token).ConfigureAwait(false);
            return settings;
        }

        await ExpungeAsync(folder, [own], token).ConfigureAwait(false);
        return null;
    }

    private static Entry? Next(State state) => state.Counts is not { } counts ? null
        : state.Entries.Find(entry => entry.Uid > counts.Uid && entry.Predecessor == counts.Id);

    // What was built on something older can never count: it goes first, so that it is at no moment the oldest.
    private static async Task MakeCountAsync(IMailFolder folder, State state, Entry next, CancellationToken token)
    {
        var stale = state.Entries.Where(entry => entry.Uid > state.Counts!.Uid && entry.Uid < next.Uid).ToList();
        if (stale.Count > 0)
            await ExpungeAsync(folder, stale, token).ConfigureAwait(false);
        await ExpungeAsync(folder, [state.Counts!], token).ConfigureAwait(false);
    }

    private static Task ExpungeAsync(IMailFolder folder, List<Entry> entries, CancellationToken token) =>
        SettingsMailbox.ExpungeAsync(folder, [.. entries.Select(static entry => entry.Uid)], token);

    private static async Task<State> ReadStateAsync(ImapSession session, CancellationToken token)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ReadStateOnceAsync(session, token).ConfigureAwait(false);
            }
            catch (Exception e) when (attempt < MaxReads && e is MessageNotFoundException or ImapCommandException or FormatException)
            {
                // Another writer replaced the message between two commands: the newer one is there by now.
            }
        }
    }

    private static async Task<State> ReadStateOnceAsync(ImapSession session, CancellationToken token)
    {
        var folder = session.Opened;
        await session.Client.NoOpAsync(token).ConfigureAwait(false);
        if (folder.Count == 0)
            return new State([], null, AccountSettings.Default, true);
        var rows = await folder.FetchAsync(
            0, Math.Min(folder.Count, MaxMessages) - 1,
            new FetchRequest(MessageSummaryItems.UniqueId | MessageSummaryItems.Envelope | MessageSummaryItems.Size), token).ConfigureAwait(false);
        var entries = rows
            .Select(static row => new Entry(row.UniqueId, row.Envelope?.MessageId ?? "", row.Envelope?.InReplyTo ?? "", row.Size ?? 0))
            .Where(static entry => entry.Id.EndsWith("@" + IdHost, StringComparison.Ordinal))
            .OrderBy(static entry => entry.Uid.Id).ToList();
        var understood = true;
        foreach (var entry in entries.ToArray())
        {
            if (entry.Size <= MaxMessageBytes && SettingsDocument.TryRead(await TextAsync(folder, entry, token).ConfigureAwait(false), out var settings))
                return new State(entries, entry, settings, true);
            understood = false;
            entries.Remove(entry);
        }

        return new State(entries, null, AccountSettings.Default, understood);
    }

    private static async Task<string> TextAsync(IMailFolder folder, Entry entry, CancellationToken token)
    {
        using var message = await folder.GetMessageAsync(entry.Uid, token).ConfigureAwait(false);
        return message.TextBody ?? "";
    }

    private MimeMessage Compose(AccountSettings settings, string id, string? predecessor)
    {
        var message = new MimeMessage
        {
            MessageId = id,
            Subject = "Settings of the webmail (labels, favourite folders, identities, templates). Please keep this message.",
            Date = time.GetUtcNow(),
            Body = new TextPart("plain") { Text = SettingsDocument.Write(settings) },
        };
        message.From.Add(new MailboxAddress("Webmail", "settings@webmail.invalid"));
        if (predecessor is not null)
            message.InReplyTo = predecessor;
        return message;
    }
}
