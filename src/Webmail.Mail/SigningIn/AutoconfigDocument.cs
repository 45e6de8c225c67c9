using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Webmail.Mail.SigningIn;

/// <summary>Reads config-v1.1.xml, the format in which providers tell mail clients their servers.</summary>
internal static class AutoconfigDocument
{
    private const int LongestDocument = 64 * 1024;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = LongestDocument,
        Async = false,
    };

    /// <summary>The first IMAP and submission servers with TLS; <see langword="null"/> when there are none or it is no such document.</summary>
    public static DiscoveredServers? Read(string xml, string address)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), Settings);
            var provider = XDocument.Load(reader).Root?.Element("emailProvider");
            var imap = First(provider, "incomingServer", "imap", address);
            var smtp = First(provider, "outgoingServer", "smtp", address);
            return imap is null ? null : new DiscoveredServers(imap.Value.Server, smtp?.Server, imap.Value.UserNames);
        }
        catch (XmlException)
        {
            return null; // Not a document of this kind; the next way of finding servers follows.
        }
    }

    private static (MailServer Server, UserNameFormat UserNames)? First(XElement? provider, string element, string type, string address)
    {
        foreach (var server in provider?.Elements(element).Where(e => (string?)e.Attribute("type") == type) ?? [])
        {
            ConnectionSecurity? security = ((string?)server.Element("socketType"))?.Trim().ToUpperInvariant() switch
            {
                "SSL" => ConnectionSecurity.Tls,
                "STARTTLS" => ConnectionSecurity.StartTls,
                _ => null,
            };
            var host = Fill((string?)server.Element("hostname"), address);
            if (security is not { } protection
                || Uri.CheckHostName(host) == UriHostNameType.Unknown
                || !ushort.TryParse((string?)server.Element("port"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var port)
                || port == 0
                || UserNames((string?)server.Element("username"), address) is not { } userNames)
            {
                continue;
            }

            return (new MailServer(host, port, protection), userNames);
        }

        return null;
    }

    private static UserNameFormat? UserNames(string? template, string address)
    {
        var userName = Fill(template, address);
        return userName == address || userName.Length == 0 ? UserNameFormat.Address
            : userName == address[..address.LastIndexOf('@')] ? UserNameFormat.LocalPart
            : null;
    }

    private static string Fill(string? template, string address)
    {
        var at = address.LastIndexOf('@');
        return (template ?? "").Trim()
            .Replace("%EMAILADDRESS%", address, StringComparison.Ordinal)
            .Replace("%EMAILLOCALPART%", address[..at], StringComparison.Ordinal)
            .Replace("%EMAILDOMAIN%", address[(at + 1)..], StringComparison.Ordinal);
    }
}
