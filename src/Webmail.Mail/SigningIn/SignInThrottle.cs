using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.SigningIn;

/// <summary>
/// Slows down guessing: after five attempts that failed, the next ones of the same address range or for the same account wait 1, 2,
/// 4 … minutes. An attempt is counted before the password is tried, so that many at once gain nothing, and taken back when it
/// succeeds. While the store is away this process counts alone.
/// </summary>
internal sealed class SignInThrottle(ISignInAttempts shared, TimeProvider time, ILogger<SignInThrottle> logger)
{
    private const int FreeAttempts = 5;
    private const int IPv6NetworkBytes = 8;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(32);
    private static readonly TimeSpan Memory = TimeSpan.FromHours(2);

    private readonly SignInAttemptsInMemory _alone = new(time);

    /// <summary>Asks for an attempt. End it with the ticket's methods.</summary>
    public async Task<SignInTicket> EnterAsync(IPAddress? remote, string account, CancellationToken token)
    {
        var subjects = SubjectsOf(remote, account);
        try
        {
            return await EnterAsync(shared, subjects, token).ConfigureAwait(false);
        }
        catch (SessionStoreException e)
        {
            SigningInLog.CountingAlone(logger, e.Message);
            return await EnterAsync(_alone, subjects, token).ConfigureAwait(false);
        }
    }

    /// <summary>Who is counted: the network of the client, of which IPv6 gives every home 2^64 addresses, and the account.</summary>
    internal static string[] SubjectsOf(IPAddress? remote, string account)
    {
        var name = $"account {account.Trim().ToLowerInvariant()}";
        return remote is null ? [name] : [$"network {NetworkOf(remote)}", name];
    }

    private static string NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(IPv6NetworkBytes).Clear();
        return new IPAddress(bytes).ToString();
    }

    private static async Task<SignInTicket> EnterAsync(ISignInAttempts attempts, string[] subjects, CancellationToken token)
    {
        foreach (var subject in subjects)
        {
            if (await attempts.WaitAsync(subject, token).ConfigureAwait(false) is var wait && wait > TimeSpan.Zero)
                return SignInTicket.Refused(wait);
        }

        var counted = new List<CountedAttempt>(subjects.Length);
        foreach (var subject in subjects)
        {
            var count = await attempts.CountAsync(subject, Memory, token).ConfigureAwait(false);
            var blocks = count >= FreeAttempts;
            // Of many attempts at the same moment one finds the door open; the others find it closed by that one.
            if (blocks && !await attempts.TryBlockAsync(subject, WaitAfter(count), token).ConfigureAwait(false))
            {
                await SignInTicket.Allowed(attempts, counted).NotTriedAsync(token).ConfigureAwait(false);
                return SignInTicket.Refused(WaitAfter(count));
            }

            counted.Add(new CountedAttempt(subject, blocks));
        }

        return SignInTicket.Allowed(attempts, counted);
    }

    private static TimeSpan WaitAfter(long count)
    {
        var minutes = Math.Pow(2, Math.Min(count - FreeAttempts, 16));
        return minutes < LongestWait.TotalMinutes ? TimeSpan.FromMinutes(minutes) : LongestWait;
    }
}
