using DnsClient;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Imap;

namespace Webmail.Mail.SigningIn;

/// <summary>Finds the mail servers of an address: known provider, DNS, the domain's web server, then the usual names.</summary>
internal sealed class ServerDiscovery(
    ServiceRecords records, Autoconfig autoconfig, HostPolicy policy, ServerDialer dialer, ILogger<ServerDiscovery> logger)
{
    private static readonly TimeSpan DnsPatience = TimeSpan.FromSeconds(2);

    /// <summary>How DNS is asked.</summary>
    public static LookupClientOptions DnsOptions => new() { Timeout = DnsPatience, Retries = 1, ThrowDnsErrors = false };

    /// <summary>The servers, both of them.</summary>
    /// <exception cref="MailException"><see cref="MailFailure.ServerNotFound"/>, or what is not allowed about the ones found.</exception>
    public async Task<DiscoveredServers> FindAsync(string address, CancellationToken token)
    {
        var domain = address[(address.LastIndexOf('@') + 1)..].ToLowerInvariant();
        var (found, method) = await AskAsync(address, domain, token).ConfigureAwait(false);
        if (found is null)
            throw new MailException(MailFailure.ServerNotFound, domain);
        SigningInLog.Discovered(logger, method);
        var smtp = found.Smtp ?? await FirstAnsweringAsync(SubmissionGuesses(domain), token).ConfigureAwait(false);
        return found with
        {
            Imap = policy.Check(found.Imap),
            Smtp = policy.Check(smtp ?? new MailServer(found.Imap.Host, 587, ConnectionSecurity.StartTls)),
        };
    }

    private async Task<(DiscoveredServers? Servers, string Method)> AskAsync(string address, string domain, CancellationToken token)
    {
        if (KnownProviders.Find(domain) is { } known)
            return (known, "provider list");
        if (await records.FindAsync(domain, token).ConfigureAwait(false) is { } announced)
            return (announced, "SRV records");
        if (await autoconfig.FindAsync(address, domain, token).ConfigureAwait(false) is { } configured)
            return (configured, "autoconfig");
        return await FirstAnsweringAsync(ImapGuesses(domain), token).ConfigureAwait(false) is { } guessed
            ? (new DiscoveredServers(guessed, null), "usual names")
            : (null, "");
    }

    private static MailServer[] ImapGuesses(string domain) =>
    [
        new($"imap.{domain}", 993, ConnectionSecurity.Tls),
        new($"mail.{domain}", 993, ConnectionSecurity.Tls),
    ];

    private static MailServer[] SubmissionGuesses(string domain) =>
    [
        new($"smtp.{domain}", 465, ConnectionSecurity.Tls),
        new($"smtp.{domain}", 587, ConnectionSecurity.StartTls),
        new($"mail.{domain}", 465, ConnectionSecurity.Tls),
        new($"mail.{domain}", 587, ConnectionSecurity.StartTls),
    ];

    private async Task<MailServer?> FirstAnsweringAsync(MailServer[] guesses, CancellationToken token)
    {
        var answers = await Task.WhenAll(guesses.Select(guess => AnswersAsync(guess, token))).ConfigureAwait(false);
        return guesses.Where((_, i) => answers[i]).FirstOrDefault();
    }

    private async Task<bool> AnswersAsync(MailServer guess, CancellationToken token)
    {
        try
        {
            (await dialer.DialAsync(guess, token).ConfigureAwait(false)).Dispose();
            return true;
        }
        catch (MailException)
        {
            return false; // It was only a guess.
        }
    }
}
