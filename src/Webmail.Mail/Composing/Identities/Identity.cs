namespace Webmail.Mail.Composing.Identities;

/// <summary>Somebody an account writes as.</summary>
/// <param name="Id">Its name among the identities; empty for the account's own address.</param>
/// <param name="Name">The name recipients see; may be empty.</param>
/// <param name="Address">The address, or "*@" and a domain.</param>
public sealed record Identity(string Id, string Name, string Address)
{
    private const string AnyName = "*@";
    private const string AtomSymbols = "!#$%&'*+-/=?^_`{|}~.";

    /// <summary>Where answers go; empty for the address itself.</summary>
    public string ReplyTo { get; init; } = "";

    /// <summary>Gets a copy of everything, unseen; empty for nobody.</summary>
    public string Bcc { get; init; } = "";

    /// <summary>The text below a message, without the line "-- ".</summary>
    public string Signature { get; init; } = "";

    /// <summary>The same with its looks; empty where there are none. Its pictures have the names of <see cref="SignaturePicture.Cid"/>.</summary>
    public string SignatureHtml { get; init; } = "";

    /// <summary>Full name of the mailbox its messages are filed in; empty for Sent.</summary>
    public string SentMailbox { get; init; } = "";

    /// <summary>Answers to an address with a tag come from the address without it.</summary>
    public bool WithoutTag { get; init; }

    /// <summary>It stands for every address of a domain.</summary>
    public bool IsWildcard => Address.StartsWith(AnyName, StringComparison.Ordinal);

    /// <summary>How well an address belongs to it.</summary>
    public IdentityMatch Match(string email)
    {
        if (email.Equals(Address, StringComparison.OrdinalIgnoreCase))
            return IsWildcard ? IdentityMatch.None : IdentityMatch.Exact;
        var (own, its) = (Address.LastIndexOf('@'), email.LastIndexOf('@'));
        if (own < 0 || its <= 0 || !email.AsSpan(its).Equals(Address.AsSpan(own), StringComparison.OrdinalIgnoreCase) || !IsAtom(email.AsSpan(0, its)))
            return IdentityMatch.None;
        if (IsWildcard)
            return IdentityMatch.Domain;
        var name = Address.AsSpan(0, own);
        var other = email.AsSpan(0, its);
        return other.Length > name.Length + 1 && other[name.Length] == '+' && other.StartsWith(name, StringComparison.OrdinalIgnoreCase)
            ? IdentityMatch.Tagged : IdentityMatch.None;
    }

    /// <summary>The address to write from when mail came to one that belongs to it.</summary>
    public string FromFor(string email) => Match(email) switch
    {
        IdentityMatch.Domain => email,
        IdentityMatch.Tagged when !WithoutTag => email,
        _ => Address,
    };

    // A plain name (RFC 5322 dot-atom, RFC 6532): what a stranger wrote into a header becomes a sender only if it can be nothing else.
    private static bool IsAtom(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > 64 || name[0] == '.' || name[^1] == '.' || name.IndexOf("..") >= 0)
            return false;
        foreach (var c in name)
        {
            if (!char.IsLetterOrDigit(c) && !AtomSymbols.Contains(c, StringComparison.Ordinal))
                return false;
        }

        return true;
    }
}

/// <summary>How an address belongs to an identity, the better the greater.</summary>
public enum IdentityMatch
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By its domain.</summary>
    Domain,

    /// <summary>With a tag (name+tag@…, RFC 5233).</summary>
    Tagged,

    /// <summary>It is the address.</summary>
    Exact,
}
