using System.Text.Json;
using System.Text.Json.Serialization;
using Webmail.Mail;
using Webmail.Mail.Accounts;

namespace Webmail.Redis;

/// <summary>A session as JSON, before it is sealed.</summary>
internal sealed record StoredSession(string Account, byte[] Sealed, string Device, DateTimeOffset Created, int LifetimeSeconds, string? Address = null)
{
    public static byte[] Write(SessionRecord record) => JsonSerializer.SerializeToUtf8Bytes(
        new StoredSession(record.Account.Value, record.Sealed.ToArray(), record.Device, record.Created, record.LifetimeSeconds, record.Address),
        StoredSessionJson.Default.StoredSession);

    /// <summary>What was written; <see langword="null"/> when this version cannot read it.</summary>
    public static StoredSession? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var session = JsonSerializer.Deserialize(json, StoredSessionJson.Default.StoredSession);
            return session is { Account: not null, Sealed: not null, Device: not null, LifetimeSeconds: > 0 } ? session : null;
        }
        catch (JsonException)
        {
            return null; // Written by another version: the user signs in again.
        }
    }

    /// <summary>The record, given how long it would still live unused.</summary>
    public SessionRecord? ToRecord(string key, TimeSpan remaining, DateTimeOffset now)
    {
        var idle = TimeSpan.FromSeconds(LifetimeSeconds) - remaining;
        return AccountId.TryParse(Account, out var account)
            ? new SessionRecord(key, account, Sealed, Device, Created, idle > TimeSpan.Zero ? now - idle : now, LifetimeSeconds) { Address = Address ?? "" }
            : null;
    }
}

[JsonSerializable(typeof(StoredSession))]
internal sealed partial class StoredSessionJson : JsonSerializerContext;
