using DnsClient;
using DnsClient.Protocol;

namespace Webmail.Mail.SigningIn;

/// <summary>
/// Mail servers announced in DNS (RFC 6186, RFC 8314 section 5.1). DNS can be forged, and a password is about to be sent: a server
/// outside the domain counts only when it belongs to a known provider (RFC 6186 section 6).
/// </summary>
internal sealed class ServiceRecords(IDnsQuery dns)
{
    private static readonly (string Service, ConnectionSecurity Security)[] Imap =
        [("_imaps", ConnectionSecurity.Tls), ("_imap", ConnectionSecurity.StartTls)];

    private static readonly (string Service, ConnectionSecurity Security)[] Submission =
        [("_submissions", ConnectionSecurity.Tls), ("_submission", ConnectionSecurity.StartTls)];

    /// <summary>The servers of a domain, or <see langword="null"/> when it announces no IMAP server that can be trusted.</summary>
    public async Task<DiscoveredServers?> FindAsync(string domain, CancellationToken token)
    {
        var imap = FirstAsync(domain, Imap, token);
        var smtp = FirstAsync(domain, Submission, token);
        var found = await imap.ConfigureAwait(false);
        var submission = await smtp.ConfigureAwait(false);
        return found is null ? null : new DiscoveredServers(found, submission);
    }

    private async Task<MailServer?> FirstAsync(
        string domain, (string Service, ConnectionSecurity Security)[] services, CancellationToken token)
    {
        var answers = await Task.WhenAll(services.Select(s => QueryAsync($"{s.Service}._tcp.{domain}", token))).ConfigureAwait(false);
        for (var i = 0; i < services.Length; i++)
        {
            // A target of "." says that the service is not offered (RFC 2782).
            var best = answers[i]
                .Select(static record => (record, Host: record.Target.Value.TrimEnd('.')))
                .Where(answer => answer.Host.Length > 0 && answer.record.Port > 0 && IsTrusted(answer.Host, domain))
                .OrderBy(static answer => answer.record.Priority)
                .ThenByDescending(static answer => answer.record.Weight)
                .FirstOrDefault();
            if (best.record is not null)
                return new MailServer(best.Host, best.record.Port, services[i].Security);
        }

        return null;
    }

    private async Task<IEnumerable<SrvRecord>> QueryAsync(string name, CancellationToken token)
    {
        try
        {
            var answer = await dns.QueryAsync(name, QueryType.SRV, QueryClass.IN, token).ConfigureAwait(false);
            return answer.Answers.SrvRecords();
        }
        catch (DnsResponseException)
        {
            return []; // No answer is no announcement; the next way of finding servers follows.
        }
    }

    private static bool IsTrusted(string host, string domain) =>
        host.Equals(domain, StringComparison.OrdinalIgnoreCase)
        || host.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase)
        || KnownProviders.Owns(host);
}
