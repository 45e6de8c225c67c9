using System.Collections.Immutable;
using System.Globalization;

namespace Webmail.Mail.Trust;

/// <summary>
/// Says whether the domain of From vouches for a message, by what the servers the administrator named found out. ARC (RFC 8617) is
/// left out: it tells what somebody else believed.
/// </summary>
internal static class SenderJudge
{
    private static readonly IdnMapping Idn = new();

    /// <summary>More fields than this are not looked at: each server on the way adds one.</summary>
    private const int MaxFields = 100;

    /// <summary>The verdict on a message as its mail server has it. Fields of a message inside a message prove nothing.</summary>
    /// <param name="results">Its Authentication-Results fields as on the wire, the topmost first.</param>
    /// <param name="authors">Whom From names; nobody when there are two of that field, of which a server may have looked at the other.</param>
    /// <param name="servers">The authserv-ids that are believed.</param>
    public static SenderTrust Judge(
        IEnumerable<ReadOnlyMemory<byte>> results, ImmutableArray<Address> authors, IReadOnlyCollection<string> servers)
    {
        // Whose message would it be? Several authors, or one nobody can read, are verified by nobody.
        if (authors is not [var author] || DomainOf(author.Email) is not { } domain)
            return SenderTrust.Unknown;
        if (servers.Count == 0)
            return new SenderTrust(SenderVerdict.Unknown, domain);
        var verdicts = Believed(results, servers).Select(said => Judge(said.Results, domain)).ToList();
        return verdicts.Find(static one => one.Verdict == SenderVerdict.Failed)
            ?? verdicts.Find(static one => one.Verdict == SenderVerdict.Verified)
            ?? new SenderTrust(SenderVerdict.Unknown, domain);
    }

    /// <summary>Of each server the topmost field alone: it stands above everything that was in the message when it came.</summary>
    private static List<AuthenticationResults> Believed(IEnumerable<ReadOnlyMemory<byte>> results, IReadOnlyCollection<string> servers)
    {
        var believed = new List<AuthenticationResults>();
        foreach (var field in results.Take(MaxFields))
        {
            if (AuthenticationResultsParser.Parse(field.Span) is { } said && servers.Contains(said.AuthservId, StringComparer.OrdinalIgnoreCase)
                && !believed.Exists(other => other.AuthservId.Equals(said.AuthservId, StringComparison.OrdinalIgnoreCase)))
            {
                believed.Add(said);
            }
        }

        return believed;
    }

    private static SenderTrust Judge(ImmutableArray<AuthenticationResult> results, string domain)
    {
        // The policy of the domain is the last word, also where something that belongs to the domain passed: strict alignment, or an
        // address written so that the server took part of it for a result.
        if (results.Any(static one => one is { Method: "dmarc", Result: "fail" }))
            return new SenderTrust(SenderVerdict.Failed, domain);
        if (results.Any(one => one is { Method: "dmarc", Result: "pass" } && (one.Property("header.from") is not { } from || DomainOf(from) == domain)))
            return new SenderTrust(SenderVerdict.Verified, domain, SenderProof.Dmarc);
        if (results.Any(one => one is { Method: "dkim", Result: "pass" } && AreAligned(one.Property("header.d") ?? one.Property("header.i"), domain)))
            return new SenderTrust(SenderVerdict.Verified, domain, SenderProof.Dkim);
        return results.Any(one => one is { Method: "spf", Result: "pass" } && AreAligned(one.Property("smtp.mailfrom"), domain))
            ? new SenderTrust(SenderVerdict.Verified, domain, SenderProof.Spf)
            : new SenderTrust(SenderVerdict.Unknown, domain);
    }

    /// <summary>
    /// Relaxed alignment (RFC 7489 section 3.1) without a list of public suffixes: the same domain, or one below the other where the
    /// upper one is not of the kind that strangers register names under.
    /// </summary>
    private static bool AreAligned(string? address, string domain)
    {
        if (address is null || DomainOf(address) is not { } other)
            return false;
        if (other == domain)
            return true;
        var (upper, lower) = other.Length < domain.Length ? (other, domain) : (domain, other);
        return lower.EndsWith("." + upper, StringComparison.Ordinal) && !IsRegistry(upper);
    }

    /// <summary>"com", "co.uk", "com.au": a short label under a country.</summary>
    private static bool IsRegistry(string domain) => domain.Split('.') switch
    {
        [_] => true,
        [var second, { Length: 2 }] => second.Length <= 3,
        _ => false,
    };

    /// <summary>The domain of an address in ASCII; <see langword="null"/> when it is none.</summary>
    private static string? DomainOf(string address)
    {
        var domain = address[(address.LastIndexOf('@') + 1)..].TrimEnd('>', '.').ToLowerInvariant();
        try
        {
            if (!domain.All(char.IsAscii))
                domain = Idn.GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return null;
        }

        return domain.Length is > 0 and <= 253 && domain.Split('.') is { Length: > 1 } labels
            && labels.All(static label => label.Length > 0 && label.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) ? domain : null;
    }
}
