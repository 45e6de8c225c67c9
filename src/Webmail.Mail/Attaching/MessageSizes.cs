using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;

namespace Webmail.Mail.Attaching;

/// <summary>
/// How large a message may be: what the administrator allows, what the submission server takes (SIZE, RFC 1870) and what the mailbox takes
/// (APPENDLIMIT, RFC 7889).
/// </summary>
public sealed class MessageSizes(
    ImapSessionPool pool, SignedInAccounts accounts, ISubmissionSize submission, IOptions<AttachingOptions> options, TimeProvider time,
    ILogger<MessageSizes> logger)
{
    // Fields, boundaries and text of an ordinary message.
    private const int Besides = 64 * 1024;
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<AccountId, (long Largest, DateTimeOffset At)> _known = new();

    /// <summary>Bytes that files have in a message: base64 in lines of 76 (RFC 2045 section 6.8).</summary>
    public static long Encoded(long bytes) => Besides + (((bytes + 56) / 57) * 78);

    /// <summary>Bytes of files that fit into a message of so many.</summary>
    public static long Decoded(long encoded) => Math.Max(0, (encoded - Besides) / 78 * 57);

    /// <summary>The largest message in bytes. What cannot be asked now limits nothing now: the server still says so when the message comes.</summary>
    public async Task<long> LargestAsync(AccountId account, CancellationToken token)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(account, out var known) && now - known.At < Remembered)
            return known.Largest;
        var largest = options.Value.MaxMessageBytes;
        try
        {
            var append = await pool.RunAsync(account, new ImapRequest(null), static (session, _) => Task.FromResult(session.Client.AppendLimit), token)
                .ConfigureAwait(false);
            var submit = await submission.LargestAsync(accounts.Require(account).Account, token).ConfigureAwait(false);
            largest = new[] { largest, append ?? largest, submit ?? largest }.Where(static size => size > 0).Min();
            _known[account] = (largest, now);
        }
        catch (MailException e)
        {
            AttachingLog.SizeUnknown(logger, account, e.Failure);
        }

        return largest;
    }
}
