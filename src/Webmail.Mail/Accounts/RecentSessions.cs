using System.Security.Cryptography;
using System.Text;

namespace Webmail.Mail.Accounts;

/// <summary>The sessions this process has seen lately, so that not every request asks the store. Thread-safe.</summary>
internal sealed class RecentSessions(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Seen> _byKey = [];
    private readonly Dictionary<string, DateTimeOffset> _ended = [];

    /// <summary>
    /// Remembers a session the store confirmed for this token; <see langword="false"/> when it was ended here while the store was
    /// being asked, or the store could not be told.
    /// </summary>
    public bool Confirm(SessionToken token, AccountSession session, TimeSpan lifetime)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_ended.ContainsKey(session.Key))
                return false;
            _byKey[session.Key] = new Seen(session, Proof(token), now, now, lifetime);
            return true;
        }
    }

    /// <summary>
    /// The session of this token, if the store confirmed it within <paramref name="trust"/>; a token that only shares the key is
    /// not the session's.
    /// </summary>
    public AccountSession? Find(SessionToken token, TimeSpan trust)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (!_byKey.TryGetValue(token.Key, out var seen)
                || now - seen.Confirmed >= trust
                || now - seen.Used >= seen.Lifetime
                || !CryptographicOperations.FixedTimeEquals(seen.Proof, Proof(token)))
            {
                return null;
            }

            _byKey[token.Key] = seen with { Used = now };
            return seen.Session;
        }
    }

    /// <summary>When the user of the newest known session of an account signed in.</summary>
    public DateTimeOffset? NewestOf(AccountId account)
    {
        lock (_gate)
        {
            return _byKey.Values.Where(seen => seen.Session.Account.Id == account)
                .Max(static seen => (DateTimeOffset?)seen.Session.Created);
        }
    }

    /// <summary>Forgets sessions that somebody ended, and refuses them from now on; the accounts that have none left here.</summary>
    public IReadOnlyList<AccountId> End(IReadOnlyCollection<string> keys)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            foreach (var key in keys)
                _ended[key] = now;
            return Forget(keys);
        }
    }

    /// <summary>Forgets sessions; the accounts that have none left here.</summary>
    public IReadOnlyList<AccountId> Forget(IEnumerable<string> keys)
    {
        lock (_gate)
        {
            var accounts = new HashSet<AccountId>();
            foreach (var key in keys)
            {
                if (_byKey.Remove(key, out var seen))
                    accounts.Add(seen.Session.Account.Id);
            }

            accounts.ExceptWith(_byKey.Values.Select(static seen => seen.Session.Account.Id));
            return [.. accounts];
        }
    }

    /// <summary>Forgets what nobody used for the given time or its own lifetime; the accounts that have none left here.</summary>
    public IReadOnlyList<AccountId> ForgetUnused(TimeSpan longest)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            foreach (var key in _ended.Where(ended => now - ended.Value >= longest).Select(static ended => ended.Key).ToArray())
                _ended.Remove(key);
            return Forget(_byKey.Values
                .Where(seen => now - seen.Used >= (seen.Lifetime < longest ? seen.Lifetime : longest))
                .Select(static seen => seen.Session.Key).ToArray());
        }
    }

    private static byte[] Proof(SessionToken token) => SHA256.HashData(Encoding.ASCII.GetBytes(token.ToCookieValue()));

    private sealed record Seen(
        AccountSession Session, byte[] Proof, DateTimeOffset Confirmed, DateTimeOffset Used, TimeSpan Lifetime);
}
