using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;
using Webmail.Mail;
using Webmail.Mail.Accounts;

namespace Webmail.Redis;

/// <summary>
/// Every key in Redis and how long it lives. What a user could recognise (mailbox names, addresses) is in them only as a hash that
/// nobody can repeat without the server's key.
/// </summary>
internal sealed class RedisKeys(ServerKey serverKey)
{
    /// <summary>How long a mailbox that nobody opens is remembered.</summary>
    public static readonly TimeSpan HeadersLifetime = TimeSpan.FromDays(30);

    /// <summary>How long the list of an account's sessions outlives the last use; longer than any session.</summary>
    public static readonly TimeSpan SessionsOfLifetime = TimeSpan.FromDays(400);

    /// <summary>Messages: session keys, one per line.</summary>
    public static readonly RedisChannel SessionEnded = RedisChannel.Literal("wm:session-ended");

    /// <summary>Messages: what nodes say to each other, sealed.</summary>
    public static RedisChannel NodeChannel(string name) => RedisChannel.Literal($"wm:node:{name}");

    /// <summary>How long a node that says nothing is taken to live.</summary>
    public static readonly TimeSpan NodeLifetime = TimeSpan.FromSeconds(15);

    /// <summary>How long operations wait for a user who does not come back.</summary>
    public static readonly TimeSpan JournalLifetime = TimeSpan.FromDays(60);

    private const int HashLength = 16;

    private readonly byte[] _hashKey = serverKey.Derive("webmail redis key names");

    /// <summary>String: a session, sealed. Lives as long as the session says, anew with each use.</summary>
    public static RedisKey Session(string key) => $"wm:session:{key}";

    /// <summary>Set: the keys of an account's sessions; may name some that ended.</summary>
    public static RedisKey SessionsOf(AccountId account) => $"wm:sessions-of:{account.Value}";

    /// <summary>String: the shape of a mailbox, sealed.</summary>
    public RedisKey Mailbox(AccountId account, MailboxName mailbox) => $"wm:mailbox:{Of(account, mailbox)}";

    /// <summary>Set: the UIDVALIDITY values under which <see cref="Headers"/> may exist.</summary>
    public RedisKey Validities(AccountId account, MailboxName mailbox) => $"wm:validities:{Of(account, mailbox)}";

    /// <summary>Hash: chunk number to summaries, sealed.</summary>
    public RedisKey Headers(AccountId account, MailboxName mailbox, uint uidValidity) =>
        string.Create(CultureInfo.InvariantCulture, $"wm:headers:{Of(account, mailbox)}:{uidValidity}");

    /// <summary>Number: sign-in attempts of somebody.</summary>
    public RedisKey Attempts(string subject) => $"wm:attempts:{Hash(subject)}";

    /// <summary>String that is there while somebody has to wait.</summary>
    public RedisKey Blocked(string subject) => $"wm:blocked:{Hash(subject)}";

    /// <summary>Hash: the operations of an account that a node works on, sealed.</summary>
    public static RedisKey Journal(AccountId account, string node) => $"wm:journal:{account.Value}:{node}";

    /// <summary>Hash: messages in the outbox of all accounts, sealed. They wait for their time, however long: it does not expire.</summary>
    public static readonly RedisKey Outbox = "wm:outbox";

    /// <summary>Field of <see cref="Outbox"/> that names what it holds: gone with it when Redis is emptied.</summary>
    public const string OutboxEpoch = ":epoch";

    /// <summary>How long it is remembered that a message was sent.</summary>
    public static readonly TimeSpan OutboxSentLifetime = TimeSpan.FromDays(1);

    /// <summary>Number: the revision of a message of this name that was sent.</summary>
    public static RedisKey OutboxSent(string message) => $"wm:outbox-sent:{message}";

    /// <summary>Hash: the bytes of the messages in the outbox, sealed.</summary>
    public static readonly RedisKey OutboxMail = "wm:outbox-mail";

    /// <summary>String that is there while a node works on a message in the outbox.</summary>
    public static RedisKey OutboxClaim(string message) => $"wm:outbox-claim:{message}";

    /// <summary>Hash: drafts of an account that are not in the Drafts mailbox yet, sealed.</summary>
    public static RedisKey Drafts(AccountId account) => $"wm:drafts:{account.Value}";

    /// <summary>String: the people of an account, sealed.</summary>
    public static RedisKey People(AccountId account) => $"wm:people:{account.Value}";

    /// <summary>Set: the nodes that have operations of an account.</summary>
    public static RedisKey Journals(AccountId account) => $"wm:journals:{account.Value}";

    /// <summary>String that is there while a node takes over what others left of an account.</summary>
    public static RedisKey Adopting(AccountId account) => $"wm:adopting:{account.Value}";

    /// <summary>String that is there while a node lives.</summary>
    public static RedisKey Node(string node) => $"wm:alive:{node}";

    private string Of(AccountId account, MailboxName mailbox) => $"{account.Value}:{Hash($"{account.Value}\n{mailbox.FullName}")}";

    private string Hash(string text) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(_hashKey, Encoding.UTF8.GetBytes(text)).AsSpan(0, HashLength));
}
