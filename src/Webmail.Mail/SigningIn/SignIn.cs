using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;

namespace Webmail.Mail.SigningIn;

/// <summary>Signs users in: finds their servers, proves the password to the IMAP server with one attempt, begins a session.</summary>
public sealed class SignIn
{
    private const int LongestAddress = 254; // RFC 5321 section 4.5.3.1, as corrected by erratum 1690.
    private const int LongestPassword = 1024;

    private readonly ConfiguredServers _configured;
    private readonly UserNameFormat _userNames;
    private readonly ServerDiscovery _discovery;
    private readonly HostPolicy _policy;
    private readonly SignInThrottle _throttle;
    private readonly ImapSessionPool _pool;
    private readonly AccountSessions _sessions;
    private readonly SignedInAccounts _accounts;
    private readonly SecondStep _second;
    private readonly ILogger _failures;

    internal SignIn(
        IOptions<MailOptions> options, ServerDiscovery discovery, HostPolicy policy, SignInThrottle throttle, ImapSessionPool pool,
        AccountSessions sessions, SignedInAccounts accounts, SecondStep second, ILoggerFactory loggers)
    {
        _configured = new ConfiguredServers(options);
        _userNames = options.Value.UserNameFormat;
        (_discovery, _policy, _throttle, _pool, _sessions, _accounts) = (discovery, policy, throttle, pool, sessions, accounts);
        _second = second;
        _failures = loggers.CreateLogger(SigningInLog.FailureCategory);
    }

    /// <summary>Whether users have to say, or let find, which servers their mail is on.</summary>
    public bool UsersNameServers => _configured.Imap is null;

    /// <summary>Tries to sign in. Throws for cancellation only.</summary>
    public async Task<SignInResult> SignInAsync(SignInRequest request, CancellationToken token)
    {
        var result = await TryAsync(request, token).ConfigureAwait(false);
        MailTelemetry.CountSignIn(result.Outcome.ToString());
        return result;
    }

    /// <summary>
    /// What somebody still owes whose password was accepted before; <see langword="null"/> when it took too long. Passkeys are asked where
    /// there is a place for them.
    /// </summary>
    /// <exception cref="SessionStoreException">Sessions cannot be read at the moment.</exception>
    public Task<SecondStepNeeds?> SecondStepNeedsAsync(SessionToken step, PasskeyPlace? place, CancellationToken token) =>
        _second.NeedsAsync(step, place, token);

    /// <summary>Tries a code or a passkey for somebody whose password was accepted before. Throws for cancellation only.</summary>
    public async Task<SignInResult> SecondStepAsync(SessionToken step, FactorProof proof, IPAddress? remote, CancellationToken token)
    {
        var result = await _second.TryAsync(step, proof, remote, BeginAsync, token).ConfigureAwait(false);
        MailTelemetry.CountSignIn(result.Outcome.ToString());
        return result;
    }

    private async Task<SignInResult> TryAsync(SignInRequest request, CancellationToken token)
    {
        var address = request.Address.Trim();
        if (!IsUsable(address) || request.Password.Length is 0 or > LongestPassword)
            return new SignInResult(SignInOutcome.NotAnAddress);
        var ticket = await _throttle.EnterAsync(request.Remote, address, token).ConfigureAwait(false);
        if (!ticket.IsAllowed)
        {
            SigningInLog.Failed(_failures, address, request.Remote, "throttled");
            return new SignInResult(SignInOutcome.TooManyAttempts) { RetryAfter = ticket.Wait };
        }

        try
        {
            var account = await AccountAsync(address, request, token).ConfigureAwait(false);
            var credentials = new Credentials(request.Password);
            await _pool.SignInAsync(account, credentials, token).ConfigureAwait(false);
            var half = new HalfWay(account, request.Password, request.Device, request.Remember);
            var owes = await _second.OwesAsync(half, token).ConfigureAwait(false);
            await ticket.SucceededAsync(token).ConfigureAwait(false);
            return owes is not null ? await _second.BeginAsync(owes, token).ConfigureAwait(false)
                : await BeginAsync(half, request.Remote, token).ConfigureAwait(false);
        }
        catch (MailException e) when (e.Failure == MailFailure.SignInRefused)
        {
            SigningInLog.Failed(_failures, address, request.Remote, "refused");
            // The server's words could tell whether the account exists.
            return new SignInResult(SignInOutcome.Refused);
        }
        catch (MailException e)
        {
            await ticket.NotTriedAsync(token).ConfigureAwait(false);
            var outcome = e.Failure == MailFailure.ServerNotFound ? SignInOutcome.ServerNotFound : SignInOutcome.ServerFailed;
            return new SignInResult(outcome) { Failure = e.Failure, Detail = e.Detail };
        }
    }

    private async Task<SignInResult> BeginAsync(HalfWay proved, IPAddress? remote, CancellationToken token)
    {
        try
        {
            var session = await _sessions.BeginAsync(
                proved.Account, new Credentials(proved.Password), proved.Device, remote?.ToString() ?? "", proved.Remember, token).ConfigureAwait(false);
            return new SignInResult(SignInOutcome.SignedIn) { Token = session, Account = proved.Account.Id, Remember = proved.Remember };
        }
        catch (SessionStoreException)
        {
            // Nobody may use the connection that proved the password, unless the user is here already.
            if (_accounts.Find(proved.Account.Id) is null)
                await _pool.CloseAsync(proved.Account.Id).ConfigureAwait(false);
            return new SignInResult(SignInOutcome.StoreAway);
        }
    }

    private async Task<MailAccount> AccountAsync(string address, SignInRequest request, CancellationToken token)
    {
        if (_configured.Imap is { } imap)
        {
            var smtp = _configured.Smtp ?? new MailServer(imap.Host, 587, ConnectionSecurity.Auto);
            return new MailAccount(address, UserName(address, _userNames), imap, smtp);
        }

        if (request.Imap is { } typed)
        {
            var server = _policy.Check(typed);
            var smtp = _policy.Check(request.Smtp ?? new MailServer(server.Host, 587, ConnectionSecurity.StartTls));
            return new MailAccount(address, address, server, smtp);
        }

        var found = await _discovery.FindAsync(AsciiDomain(address), token).ConfigureAwait(false);
        return new MailAccount(address, UserName(address, found.UserNames), found.Imap, found.Smtp!);
    }

    private bool IsUsable(string address)
    {
        if (address.Length is 0 or > LongestAddress || address.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c)))
            return false;
        if (!UsersNameServers)
            return true;
        var at = address.LastIndexOf('@');
        return at > 0 && at < address.Length - 1 && AsciiDomain(address) is { Length: > 0 } ascii
            && Uri.CheckHostName(ascii[(ascii.LastIndexOf('@') + 1)..]) == UriHostNameType.Dns;
    }

    private static string UserName(string address, UserNameFormat format)
    {
        var at = address.LastIndexOf('@');
        return format == UserNameFormat.LocalPart && at > 0 ? address[..at] : address;
    }

    /// <summary>The address with its domain as DNS knows it (RFC 5891); empty when that is no domain.</summary>
    private static string AsciiDomain(string address)
    {
        var at = address.LastIndexOf('@');
        try
        {
            return address[..(at + 1)] + new IdnMapping().GetAscii(address[(at + 1)..]);
        }
        catch (ArgumentException)
        {
            return "";
        }
    }
}
