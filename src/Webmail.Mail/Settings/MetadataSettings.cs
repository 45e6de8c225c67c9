using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using MailKit;
using Webmail.Mail.Imap;

namespace Webmail.Mail.Settings;

/// <summary>
/// Settings as a private annotation of the server (RFC 5464). Annotations know no condition, so two processes that write in the same
/// moment can overwrite each other. Each change therefore leaves its mark in the settings: whoever misses its own makes the change again
/// (see <see cref="RecentChanges"/>).
/// </summary>
internal sealed class MetadataSettings(ImapSessionPool pool, TimeProvider time)
{
    private const int MarksKept = 64;
    private const string Root = "/private/vendor/vendor.webmail/";
    private static readonly MetadataTag Entry = new(Root + "settings");

    /// <summary>
    /// Whether this can be read here: the server offers it, and the connection is not compressed, for then MailKit alone can read it.
    /// </summary>
    public static bool IsPossible(ImapSession session) => session.Features.ServerMetadata && session.Stream is not null;

    /// <summary>What the server has; <see langword="null"/> when it has none.</summary>
    public static async Task<StoredSettings?> ReadAsync(ImapSession session, CancellationToken token) =>
        Understand(await TextAsync(session, token).ConfigureAwait(false));

    /// <summary>Changes the settings; <paramref name="change"/> is asked again when another writer came between.</summary>
    /// <returns>The settings, with <paramref name="marks"/> in them.</returns>
    /// <exception cref="MailException">Also when the server takes no annotations.</exception>
    public async Task<AccountSettings> UpdateAsync(
        AccountId account, IReadOnlyList<string> marks, Func<AccountSettings, AccountSettings> change, CancellationToken token)
    {
        var patience = new Patience(time);
        while (true)
        {
            var written = await pool.RunAsync(
                account, new ImapRequest(null, MailboxAccess.Write),
                (session, inner) => TryWriteAsync(session, marks, change, inner), token).ConfigureAwait(false);
            if (written is not null)
                return written;
            await patience.WaitAsync(token).ConfigureAwait(false);
        }
    }

    private static async Task<AccountSettings?> TryWriteAsync(
        ImapSession session, IReadOnlyList<string> marks, Func<AccountSettings, AccountSettings> change, CancellationToken token)
    {
        var before = await TextAsync(session, token).ConfigureAwait(false);
        var found = Understand(before);
        var settings = change(found?.Settings ?? AccountSettings.Default);
        ImmutableArray<string> left = settings.Changes.IsDefault ? [] : settings.Changes;
        settings = settings with { Changes = [.. left.Except(marks).TakeLast(MarksKept - marks.Count), .. marks] };
        var text = SettingsDocument.Write(settings);
        if (found is { Understood: false } && before is not null)
            await SetAsync(session, CopyOf(before), before, token).ConfigureAwait(false);
        await SetAsync(session, Entry, text, token).ConfigureAwait(false);
        var now = Understand(await TextAsync(session, token).ConfigureAwait(false));
        return now is { Understood: true } && marks.All(now.Settings.HasMark) ? now.Settings : null;
    }

    // Each different one has a place of its own.
    private static MetadataTag CopyOf(string unreadable) =>
        new(Root + "unreadable-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(unreadable)).AsSpan(0, 4)));

    private static StoredSettings? Understand(string? text) => string.IsNullOrEmpty(text) ? null
        : SettingsDocument.TryRead(text, out var settings) ? new StoredSettings(settings, true)
        : new StoredSettings(AccountSettings.Default, false);

    private static async Task<string?> TextAsync(ImapSession session, CancellationToken token)
    {
        if (session.Stream is not { } stream)
            throw new MailException(MailFailure.ServerRefused);
        string? text = null;
        await RawCommand.RunAsync(
            stream, $"GETMETADATA \"\" {Entry.Id}",
            response =>
            {
                if (!MetadataResponse.TryRead(response, Entry.Id, out var value))
                    return false;
                text = value;
                return true;
            },
            token).ConfigureAwait(false);
        return text;
    }

    private static Task SetAsync(ImapSession session, MetadataTag entry, string text, CancellationToken token) =>
        session.Client.SetMetadataAsync([new Metadata(entry, text)], token);
}
