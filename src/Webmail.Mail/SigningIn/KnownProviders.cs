namespace Webmail.Mail.SigningIn;

/// <summary>The servers of large providers, whose domains announce none or not all.</summary>
internal static class KnownProviders
{
    private const int ImapTls = 993;
    private const int SubmissionTls = 465;
    private const int Submission = 587;

    private static readonly Dictionary<string, DiscoveredServers> ByDomain = new(StringComparer.OrdinalIgnoreCase);

    static KnownProviders()
    {
        Add("imap.gmail.com", "smtp.gmail.com", SubmissionTls, "gmail.com", "googlemail.com");
        Add("outlook.office365.com", "smtp-mail.outlook.com", Submission,
            "outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.jp", "hotmail.co.jp", "live.jp", "hotmail.co.uk", "hotmail.fr",
            "hotmail.de", "outlook.de", "outlook.fr");
        Add("imap.mail.yahoo.com", "smtp.mail.yahoo.com", SubmissionTls,
            "yahoo.com", "ymail.com", "rocketmail.com", "yahoo.co.uk", "yahoo.de", "yahoo.fr");
        Add("imap.mail.yahoo.co.jp", "smtp.mail.yahoo.co.jp", SubmissionTls, UserNameFormat.LocalPart, "yahoo.co.jp", "ymail.ne.jp");
        Add("imap.aol.com", "smtp.aol.com", SubmissionTls, "aol.com", "aim.com");
        Add("imap.mail.me.com", "smtp.mail.me.com", Submission, UserNameFormat.LocalPart, "icloud.com", "me.com", "mac.com");
        Add("imap.fastmail.com", "smtp.fastmail.com", SubmissionTls, "fastmail.com", "fastmail.fm");
        Add("imap.gmx.net", "mail.gmx.net", SubmissionTls, "gmx.net", "gmx.de", "gmx.at", "gmx.ch");
        Add("imap.gmx.com", "mail.gmx.com", SubmissionTls, "gmx.com");
        Add("imap.web.de", "smtp.web.de", Submission, "web.de");
        Add("secureimap.t-online.de", "securesmtp.t-online.de", SubmissionTls, "t-online.de");
        Add("imap.mailbox.org", "smtp.mailbox.org", SubmissionTls, "mailbox.org");
        Add("posteo.de", "posteo.de", SubmissionTls, "posteo.de", "posteo.net");
        Add("imap.zoho.com", "smtp.zoho.com", SubmissionTls, "zoho.com", "zohomail.com");
        Add("imap.yandex.com", "smtp.yandex.com", SubmissionTls, "yandex.com", "yandex.ru", "ya.ru");
        Add("imap.mail.ru", "smtp.mail.ru", SubmissionTls, "mail.ru", "bk.ru", "inbox.ru", "list.ru");
        Add("imap.qq.com", "smtp.qq.com", SubmissionTls, "qq.com");
        Add("imap.163.com", "smtp.163.com", SubmissionTls, "163.com");
    }

    /// <summary>The servers of a provider's domain, when it is a known one.</summary>
    public static DiscoveredServers? Find(string domain) => ByDomain.GetValueOrDefault(domain);

    /// <summary>Whether a host belongs to a known provider, and so may serve other domains.</summary>
    public static bool Owns(string host) => ByDomain.Values.Any(servers =>
        servers.Imap.Host.Equals(host, StringComparison.OrdinalIgnoreCase)
        || servers.Smtp!.Host.Equals(host, StringComparison.OrdinalIgnoreCase));

    private static void Add(string imap, string smtp, int smtpPort, params ReadOnlySpan<string> domains) =>
        Add(imap, smtp, smtpPort, UserNameFormat.Address, domains);

    private static void Add(string imap, string smtp, int smtpPort, UserNameFormat userNames, params ReadOnlySpan<string> domains)
    {
        var submission = smtpPort == SubmissionTls ? ConnectionSecurity.Tls : ConnectionSecurity.StartTls;
        foreach (var domain in domains)
        {
            ByDomain.Add(domain, new DiscoveredServers(
                new MailServer(imap, ImapTls, ConnectionSecurity.Tls), new MailServer(smtp, smtpPort, submission), userNames));
        }
    }
}
