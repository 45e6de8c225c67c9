using Webmail.Mail.Imap;

namespace Webmail.Mail.Messages;

/// <summary>Streams parts and whole messages from the server to whoever wants them; holds no more than a slice at a time.</summary>
public sealed class PartReader(ImapSessionPool pool)
{
    /// <summary>Copies a part, its transfer encoding undone, as it arrives.</summary>
    public Task CopyPartAsync(
        AccountId account, MessageKey key, string section, string encoding, Stream destination, CancellationToken token) => throw new NotImplementedException($"{pool}{account}{key}{section}{encoding}{destination}{token}");

    /// <summary>Copies the message as the server has it, byte for byte; with <paramref name="section"/> a message inside it.</summary>
    public Task CopySourceAsync(AccountId account, MessageKey key, string section, Stream destination, CancellationToken token) => throw new NotImplementedException($"{account}{key}{section}{destination}{token}");
}
