using System.Text;
using StackExchange.Redis;
using Webmail.Mail;
using Webmail.Mail.Accounts;

namespace Webmail.Redis;

/// <summary>
/// Encrypts what is kept in Redis. A value opens only under the key and field it was written for: changed, or moved to another
/// place or user, it is as good as absent.
/// </summary>
internal sealed class ValueSealer(ServerKey serverKey)
{
    private readonly byte[] _sessionKey = serverKey.Derive("webmail redis sessions");

    /// <summary>Seals a session.</summary>
    public byte[] SealSession(RedisKey key, ReadOnlySpan<byte> value) => AuthenticatedCipher.Seal(_sessionKey, value, Context(key, 0));

    /// <summary>Opens a session; <see langword="null"/> when it is not what was written there.</summary>
    public byte[]? OpenSession(RedisKey key, ReadOnlySpan<byte> value) => AuthenticatedCipher.Open(_sessionKey, value, Context(key, 0));

    /// <summary>Seals what an account's mailbox holds.</summary>
    public byte[] SealMail(AccountId account, RedisKey key, uint field, ReadOnlySpan<byte> value) =>
        AuthenticatedCipher.Seal(MailKey(account), value, Context(key, field));

    /// <summary>Opens what an account's mailbox holds; <see langword="null"/> when it is not what was written there.</summary>
    public byte[]? OpenMail(AccountId account, RedisKey key, uint field, ReadOnlySpan<byte> value) =>
        AuthenticatedCipher.Open(MailKey(account), value, Context(key, field));

    private byte[] MailKey(AccountId account) => serverKey.Derive("webmail redis mail", Encoding.UTF8.GetBytes(account.Value));

    private static byte[] Context(RedisKey key, uint field) => Encoding.UTF8.GetBytes($"{key}\n{field}");
}
