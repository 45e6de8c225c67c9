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
    /// Remembers a session the store confirmed but whose token this process may never have seen: no token resumes it unless one
    /// did before. <see langword="false"/> as above.
    /// </summary>
    public bool Confirm(AccountSession session, TimeSpan lifetime)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_ended.ContainsKey(session.Key))
                return false;
            var proof = _byKey.TryGetValue(session.Key, out var seen) ? seen.Proof : [];
            _byKey[session.Key] = new Seen(session, proof, now, now, lifetime);
            return true;
        }
    }

    /// <summary>The session of this name, if the store confirmed it within <paramref name="trust"/>.</summary>
    public AccountSession? Find(string key, TimeSpan trust) => Find(key, null, trust);

    /// <summary>
    /// The session of this token, if the store confirmed it within <paramref name="trust"/>; a token that only shares the key is
    /// not the session's.
    /// </summary>
    public AccountSession? Find(SessionToken token, TimeSpan trust) => Find(token.Key, Proof(token), trust);

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

    private AccountSession? Find(string key, byte[]? proof, TimeSpan trust)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (!_byKey.TryGetValue(key, out var seen)
                || now - seen.Confirmed >= trust
                || now - seen.Used >= seen.Lifetime
                || (proof is not null && !CryptographicOperations.FixedTimeEquals(seen.Proof, proof)))
            {
                return null;
            }

            _byKey[key] = seen with { Used = now };
            return seen.Session;
        }
    }

    private static byte[] Proof(SessionToken token) => SHA256.HashData(Encoding.ASCII.GetBytes(token.ToCookieValue()));

    private sealed record Seen(
        AccountSession Session, byte[] Proof, DateTimeOffset Confirmed, DateTimeOffset Used, TimeSpan Lifetime);
}
