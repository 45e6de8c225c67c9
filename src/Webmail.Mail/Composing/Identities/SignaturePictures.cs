using System.Collections.Concurrent;
using System.Security.Cryptography;
using MailKit;
using MimeKit;
using Webmail.Mail.Attaching;
using Webmail.Mail.Imap;
using Webmail.Mail.Messages;
using Webmail.Mail.Messages.Mime;
using Webmail.Mail.Settings;

namespace Webmail.Mail.Composing.Identities;

/// <summary>
/// The pictures of signatures: each a message in the mailbox of settings, named by what is in it. They are too large for the settings
/// themselves, which are read and written whole. Nothing ever changes one, so writers cannot get in each other's way.
/// </summary>
public sealed class SignaturePictures : IDisposable
{
    /// <summary>Most pictures of an account.</summary>
    public const int Most = 100;

    private const string MessageHost = "@pictures.webmail.invalid";
    private const string Section = "1";
    private const int IdBytes = 16;

    // Another device may have put one there.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    // Whoever has just put one into a signature has not saved that yet.
    private static readonly TimeSpan Unsaved = TimeSpan.FromDays(1);

    private static readonly FetchRequest Row = new(
        MessageSummaryItems.UniqueId | MessageSummaryItems.Envelope | MessageSummaryItems.BodyStructure | MessageSummaryItems.InternalDate);

    private readonly ConcurrentDictionary<AccountId, Known> _known = new();
    private readonly ImapSessionPool _pool;
    private readonly PartReader _parts;
    private readonly TimeProvider _time;

    private sealed record Known(IReadOnlyList<SignaturePicture> Pictures, long ReadAt);

    private sealed record Kept(SignaturePicture Picture, UniqueId Uid, DateTimeOffset Since);

    /// <summary>Pictures over the connections of a pool.</summary>
    public SignaturePictures(ImapSessionPool pool, TimeProvider time)
    {
        (_pool, _time, _parts) = (pool, time, new PartReader(pool));
        pool.Closed += Forget;
    }

    /// <summary>All of them; those last seen while the server is away.</summary>
    /// <exception cref="MailException">The server is away, and none were seen.</exception>
    public async ValueTask<IReadOnlyList<SignaturePicture>> ListAsync(AccountId account, CancellationToken token)
    {
        var known = _known.GetValueOrDefault(account);
        if (known is not null && _time.GetElapsedTime(known.ReadAt) < Fresh)
            return known.Pictures;
        try
        {
            return Remember(account, await ReadAsync(account, token).ConfigureAwait(false));
        }
        catch (MailException e) when (known is not null && e.IsTransient)
        {
            return known.Pictures;
        }
    }

    /// <summary>Keeps a picture; one that is there already stays.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="mediaType">What its bytes say it is.</param>
    /// <param name="name">Its file name.</param>
    /// <param name="token">Ends the wait.</param>
    /// <exception cref="MailException"><see cref="MailFailure.TooLarge"/> when it, or all of them, are too much; or the server does not take it.</exception>
    public async Task<SignaturePicture> AddAsync(AccountId account, byte[] content, string mediaType, string name, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Length is 0 or > SignaturePicture.MaxBytes)
            throw new MailException(MailFailure.TooLarge, "picture");
        var id = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, IdBytes));
        var all = Remember(account, await ReadAsync(account, token).ConfigureAwait(false));
        if (Find(all) is { } there)
            return there;
        if (all.Count >= Most)
            throw new MailException(MailFailure.TooLarge, "pictures");
        await AppendAsync(account, id, content, mediaType, FileNames.Clean(name, mediaType), token).ConfigureAwait(false);
        return Find(Remember(account, await ReadAsync(account, token).ConfigureAwait(false))) ?? throw new MailException(MailFailure.MessageGone);

        SignaturePicture? Find(IReadOnlyList<SignaturePicture> pictures) => pictures.FirstOrDefault(one => one.Cid == id + SignaturePicture.Host);
    }

    /// <summary>The bytes of a picture; <see langword="null"/> when it is not there.</summary>
    public async Task<byte[]?> ReadAsync(AccountId account, string cid, CancellationToken token)
    {
        if ((await ListAsync(account, token).ConfigureAwait(false)).FirstOrDefault(one => one.Cid == cid) is not { Source: { } source } || source.Message is not { } key)
            return null;
        using var bytes = new MemoryStream();
        await _parts.CopyPartAsync(account, key, source.Section, source.Encoding, bytes, token).ConfigureAwait(false);
        return bytes.ToArray();
    }

    /// <summary>Removes those that no signature shows, and that nobody can be about to save in one.</summary>
    public async Task RemoveOthersAsync(AccountId account, IReadOnlySet<string> shown, CancellationToken token)
    {
        var all = await ReadAsync(account, token).ConfigureAwait(false);
        var gone = all.Where(one => !shown.Contains(one.Picture.Cid) && one.Since < _time.GetUtcNow() - Unsaved).ToList();
        if (gone.Count > 0)
        {
            var mailbox = new MailboxName(gone[0].Picture.Source.Mailbox);
            await _pool.RunAsync(account, new ImapRequest(mailbox, MailboxAccess.Write), async (session, inner) =>
            {
                if (session.Opened.UidValidity != gone[0].Picture.Source.UidValidity)
                    return false;
                await SettingsMailbox.ExpungeAsync(session.Opened, [.. gone.Select(static one => one.Uid)], inner).ConfigureAwait(false);
                return true;
            }, token).ConfigureAwait(false);
        }

        Remember(account, all.Except(gone));
    }

    /// <inheritdoc/>
    public void Dispose() => _pool.Closed -= Forget;

    private void Forget(AccountId account) => _known.TryRemove(account, out _);

    private IReadOnlyList<SignaturePicture> Remember(AccountId account, IEnumerable<Kept> kept)
    {
        var known = new Known([.. kept.Select(static one => one.Picture)], _time.GetTimestamp());
        _known[account] = known;
        return known.Pictures;
    }

    private Task<MailboxName> MailboxOfAsync(AccountId account, CancellationToken token) => _pool.RunAsync(
        account, new ImapRequest(null), static (session, _) => Task.FromResult(SettingsMailbox.NameOn(session.Client)), token);

    private async Task<List<Kept>> ReadAsync(AccountId account, CancellationToken token)
    {
        var mailbox = await MailboxOfAsync(account, token).ConfigureAwait(false);
        try
        {
            return await _pool.RunAsync(account, new ImapRequest(mailbox), async (session, inner) =>
            {
                var folder = session.Opened;
                await session.Client.NoOpAsync(inner).ConfigureAwait(false);
                if (folder.Count == 0)
                    return [];
                var rows = await folder.FetchAsync(0, -1, Row, inner).ConfigureAwait(false);
                return rows.Select(row => KeptIn(row, mailbox, folder.UidValidity)).OfType<Kept>().DistinctBy(static one => one.Picture.Cid).ToList();
            }, token).ConfigureAwait(false);
        }
        catch (MailException e) when (e.Failure == MailFailure.MailboxGone)
        {
            return [];
        }
    }

    private static Kept? KeptIn(IMessageSummary row, MailboxName mailbox, uint validity)
    {
        var id = row.Envelope?.MessageId ?? "";
        if (!id.EndsWith(MessageHost, StringComparison.Ordinal) || !HexId.Is(id[..^MessageHost.Length]) || row.Body is not BodyPartBasic part)
            return null;
        var type = part.ContentType.MimeType;
        var encoding = part.ContentTransferEncoding ?? "";
        var picture = new SignaturePicture(
            id[..^MessageHost.Length] + SignaturePicture.Host, FileNames.Clean(part.FileName ?? "", type), type, TransferDecoders.EstimateSize(encoding, part.Octets),
            new AttachmentSource(mailbox.FullName, validity, row.UniqueId.Id, Section, encoding));
        return new Kept(picture, row.UniqueId, row.InternalDate ?? DateTimeOffset.MinValue);
    }

    private async Task AppendAsync(AccountId account, string id, byte[] content, string mediaType, string name, CancellationToken token)
    {
        var mailbox = await MailboxOfAsync(account, token).ConfigureAwait(false);
        try
        {
            await AppendAsync(account, mailbox, id, content, mediaType, name, token).ConfigureAwait(false);
        }
        catch (MailException e) when (e.Failure == MailFailure.MailboxGone)
        {
            await SettingsMailbox.CreateAsync(_pool, account, token).ConfigureAwait(false);
            await AppendAsync(account, mailbox, id, content, mediaType, name, token).ConfigureAwait(false);
        }
    }

    private Task<UniqueId?> AppendAsync(
        AccountId account, MailboxName mailbox, string id, byte[] content, string mediaType, string name, CancellationToken token) =>
        _pool.RunAsync(account, new ImapRequest(mailbox, MailboxAccess.Write), async (session, inner) =>
        {
            using var message = Compose(id, content, mediaType, name);
            return await session.Opened.AppendAsync(new AppendRequest(message, MailKit.MessageFlags.Seen), inner).ConfigureAwait(false);
        }, token);

    private MimeMessage Compose(string id, byte[] content, string mediaType, string name)
    {
        var part = new MimePart(ContentType.Parse(mediaType))
        {
            Content = new MimeContent(new MemoryStream(content, writable: false)),
            ContentTransferEncoding = ContentEncoding.Base64,
            ContentDisposition = new ContentDisposition(ContentDisposition.Inline) { FileName = name },
        };
        var message = new MimeMessage
        {
            MessageId = id + MessageHost,
            Subject = "A picture in a signature of the webmail. Please keep this message.",
            Date = _time.GetUtcNow(),
            Body = part,
        };
        message.From.Add(new MailboxAddress("Webmail", "settings@webmail.invalid"));
        return message;
    }
}
