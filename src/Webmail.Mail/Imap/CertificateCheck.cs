using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Webmail.Mail.Imap;

/// <summary>Judges a server's certificate and remembers in words why it did not pass.</summary>
internal sealed class CertificateCheck(MailServer server, TimeProvider time)
{
    /// <summary>Why the certificate was refused; <see langword="null"/> when it was not.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The callback of <see cref="SslStream"/>.</summary>
    public bool Verify(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None || server.AllowInvalidCertificate)
            return true;
        Refusal = Describe(certificate as X509Certificate2, chain, errors);
        return false;
    }

    private string Describe(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
            return "The server sent no certificate.";
        var now = time.GetUtcNow();
        if (certificate.NotAfter.ToUniversalTime() < now)
            return $"The certificate expired on {Date(certificate.NotAfter)}.";
        if (certificate.NotBefore.ToUniversalTime() > now)
            return $"The certificate is not valid before {Date(certificate.NotBefore)}.";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"The certificate is for {certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false)}, not for {server.Host}.";
        if (certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData))
            return "The certificate is self-signed.";
        var status = chain?.ChainStatus.FirstOrDefault().Status ?? X509ChainStatusFlags.NoError;
        return status is X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.UntrustedRoot
            ? $"The certificate was issued by {certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true)}, which is not trusted."
            : $"The certificate does not verify ({status}).";
    }

    private static string Date(DateTime moment) => moment.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
