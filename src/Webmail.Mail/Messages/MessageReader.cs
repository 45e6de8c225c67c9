using Webmail.Mail.Imap;

namespace Webmail.Mail.Messages;

/// <summary>Opens messages for reading; fetches structure and text, never attachments.</summary>
public sealed class MessageReader(ImapSessionPool pool)
{
    /// <summary>
    /// Opens a message, or with <paramref name="section"/> a message inside it. Recently opened and prefetched ones come from memory.
    /// </summary>
    public ValueTask<Message> OpenAsync(AccountId account, MessageKey key, string section, CancellationToken token) => throw new NotImplementedException($"{pool}{account}{key}{section}{token}");

    /// <summary>Fetches a message and its text ahead of need, at low priority; failures are forgotten.</summary>
    public Task PrefetchAsync(AccountId account, MessageKey key, CancellationToken token) => throw new NotImplementedException($"{account}{key}{token}");

    /// <summary>The text of a part, decoded; at most <see cref="MailOptions.MaxTextBytes"/> are fetched.</summary>
    public ValueTask<DecodedText> ReadTextAsync(AccountId account, MessageKey key, TextPart part, CancellationToken token) => throw new NotImplementedException($"{account}{key}{part}{token}");

    /// <summary>The header fields in order, unfolded and decoded; with <paramref name="section"/> those of a message inside.</summary>
    public Task<IReadOnlyList<HeaderField>> ReadHeaderAsync(AccountId account, MessageKey key, string section, CancellationToken token) => throw new NotImplementedException($"{account}{key}{section}{token}");
}

/// <summary>A header field.</summary>
/// <param name="Name">As written.</param>
/// <param name="Value">Unfolded and decoded.</param>
public sealed record HeaderField(string Name, string Value);
