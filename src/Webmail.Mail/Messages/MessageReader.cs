using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Webmail.Mail.Imap;
using Webmail.Mail.Messages.Mime;
using Webmail.Mail.Trust;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Messages;

/// <summary>Opens messages for reading; fetches structure and text, never attachments.</summary>
public sealed class MessageReader : IDisposable
{
    private const int MaxHeaderBytes = 1024 * 1024;
    private const int InnerHeaderBytes = 64 * 1024;

    private readonly ImapSessionPool _pool;
    private readonly MailOptions _options;
    private readonly string[] _servers;
    private readonly ILogger<MessageReader> _logger;
    private readonly MessageMemory _memory = new();
    private readonly IDisposable _subscription;

    /// <summary>Reads over the connections of a pool.</summary>
    public MessageReader(ImapSessionPool pool, MailboxChanges changes, IOptions<MailOptions> options, ILogger<MessageReader> logger)
    {
        (_pool, _options, _logger, _servers) = (pool, options.Value, logger, options.Value.Trust.Identifiers());
        _subscription = changes.SubscribeAll(OnChange);
        pool.Closed += _memory.Forget;
    }

    /// <summary>
    /// Opens a message, or with <paramref name="section"/> a message inside it. Recently opened and prefetched ones come from memory.
    /// </summary>
    public ValueTask<Message> OpenAsync(AccountId account, MessageKey key, string section, CancellationToken token) =>
        _memory.Message(account, key, section) is { } known
            ? ValueTask.FromResult(known) : new ValueTask<Message>(OpenAsync(account, key, section, ImapPriority.Interactive, token));

    /// <summary>Fetches a message and its text ahead of need, at low priority; failures are forgotten.</summary>
    public async Task PrefetchAsync(AccountId account, MessageKey key, CancellationToken token)
    {
        try
        {
            var message = _memory.Message(account, key, "")
                ?? await OpenAsync(account, key, "", ImapPriority.Prefetch, token).ConfigureAwait(false);
            foreach (var text in message.Texts)
                await ReadTextAsync(account, key, text, ImapPriority.Prefetch, token).ConfigureAwait(false);
        }
        catch (MailException e)
        {
            // Whoever really opens the message gets the failure told.
            MessagesLog.PrefetchFailed(_logger, account, e.Failure);
        }
    }

    /// <summary>The text of a part, decoded; at most <see cref="MailOptions.MaxTextBytes"/> are fetched.</summary>
    public ValueTask<DecodedText> ReadTextAsync(AccountId account, MessageKey key, TextPart part, CancellationToken token) =>
        _memory.Text(account, key, part.Section) is { } known
            ? ValueTask.FromResult(known) : new ValueTask<DecodedText>(ReadTextAsync(account, key, part, ImapPriority.Interactive, token));

    /// <summary>The header fields in order, unfolded and decoded; with <paramref name="section"/> those of a message inside.</summary>
    public async Task<IReadOnlyList<HeaderField>> ReadHeaderAsync(AccountId account, MessageKey key, string section, CancellationToken token)
    {
        PartSections.Check(section);
        var bytes = await _pool.RunAsync(
            account, new ImapRequest(key.Mailbox),
            (session, inner) => SectionFetch.ReadAsync(session, key, HeaderOf(section), 0, MaxHeaderBytes, inner), token).ConfigureAwait(false);
        return [.. HeaderBlock.Parse(bytes).Fields.Select(static field => new HeaderField(
            field.Name, DisplayText.Clean(HeaderText.DecodeLong(field.Value.Span, ""), MaxHeaderBytes)))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription.Dispose();
        _pool.Closed -= _memory.Forget;
    }

    private async Task<Message> OpenAsync(AccountId account, MessageKey key, string section, ImapPriority priority, CancellationToken token)
    {
        PartSections.Check(section);
        var (fetched, innerHeader) = await _pool.RunAsync(
            account, new ImapRequest(key.Mailbox, Priority: priority), (session, inner) => FetchAsync(session, key, section, inner), token)
            .ConfigureAwait(false);
        var message = Build(key, section, fetched, innerHeader ?? fetched.Header);
        _memory.Add(account, message);
        return message;
    }

    private static async Task<(FetchedMessage Fetched, HeaderBlock? InnerHeader)> FetchAsync(
        ImapSession session, MessageKey key, string section, CancellationToken token)
    {
        if (session.Opened.UidValidity != key.UidValidity)
            throw new MailException(MailFailure.MailboxRecreated);
        var fetched = await MessageFetch.OpeningAsync(session, key.Uid, token).ConfigureAwait(false)
            ?? throw new MailException(MailFailure.MessageGone);
        if (section.Length == 0)
            return (fetched, null);
        var header = await SectionFetch.ReadAsync(session, key, HeaderOf(section), 0, InnerHeaderBytes, token).ConfigureAwait(false);
        return (fetched, HeaderBlock.Parse(header));
    }

    private Message Build(MessageKey key, string section, FetchedMessage fetched, HeaderBlock header)
    {
        var body = fetched.Structure is null ? null : PartSections.BodyOf(fetched.Structure, section);
        if (body is null && section.Length > 0)
            throw new MailException(MailFailure.MessageGone);
        var charset = body is null ? "" : ContentPlan.MainCharset(body);
        var envelope = SummaryBuilder.EnvelopeOf(header, charset);
        var plan = body is null ? null : ContentPlan.Of(body);
        return new Message
        {
            Key = key,
            Section = section,
            Envelope = envelope,
            InternalDate = fetched.InternalDate,
            Size = fetched.Size,
            Flags = fetched.Flags,
            Texts = plan?.Texts ?? [],
            Attachments = plan?.Attachments ?? [],
            InlineParts = plan?.InlineParts ?? ImmutableDictionary<string, Attachment>.Empty,
            Language = SummaryBuilder.Language(header, envelope, charset, fetched.Preview),
            IsBulk = SummaryBuilder.IsBulk(header),
            TakesListReplies = SummaryBuilder.TakesListReplies(header),
            ReceiptTo = SummaryBuilder.ReceiptTo(header),
            Sender = section.Length == 0 ? JudgeSender(header, envelope) : SenderTrust.Unknown,
            TooComplex = body is null || StructureReader.IsCut(body),
        };
    }

    private SenderTrust JudgeSender(HeaderBlock header, Envelope envelope)
    {
        var (authors, results) = (header.All("From").Count(), header.All("Authentication-Results"));
        return SenderJudge.Judge(results, authors == 1 ? envelope.From : [], _servers);
    }

    private async Task<DecodedText> ReadTextAsync(
        AccountId account, MessageKey key, TextPart part, ImapPriority priority, CancellationToken token)
    {
        PartSections.Check(part.Section);
        var limit = _options.MaxTextBytes;
        var bytes = await _pool.RunAsync(
            account, new ImapRequest(key.Mailbox, Priority: priority),
            (session, inner) => SectionFetch.ReadAsync(session, key, part.Section, 0, limit, inner), token).ConfigureAwait(false);
        var truncated = bytes.Count >= limit && part.Size > limit;
        var decoded = TransferDecoders.Decode(part.Encoding, bytes);
        var text = new DecodedText(TextDecoder.Decode(decoded.Span, part.Charset, part.IsHtml, truncated), truncated);
        _memory.Add(account, key, part.Section, text);
        return text;
    }

    private void OnChange(AccountId account, MailboxChange change)
    {
        if (change is not MessagesChanged changed)
            return;
        foreach (var (uid, flags) in changed.Flags)
            _memory.SetFlags(account, new MessageKey(changed.Mailbox, changed.UidValidity, uid), flags);
    }

    private static string HeaderOf(string section) => section.Length == 0 ? "HEADER" : $"{section}.HEADER";
}
