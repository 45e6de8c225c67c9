using System.Collections.Immutable;
using Webmail.Mail.Settings;

namespace Webmail.Mail.Composing.Identities;

/// <summary>Everybody an account writes as, at one moment. The account's own address is the first, without any setting.</summary>
public sealed class AccountIdentities
{
    /// <summary>The identities of an account.</summary>
    public AccountIdentities(MailAccount account, AccountSettings settings)
    {
        SendIso2022Jp = settings.SendIso2022Jp;
        var own = settings.Identity("") ?? new IdentitySettings();
        All =
        [
            Of(own, account.Address),
            .. settings.Identities.Where(static one => one.Id.Length > 0 && IdentityRules.AddressProblem(one.Address) == IdentityProblem.None)
                .DistinctBy(static one => one.Id).Select(static one => Of(one, one.Address)),
        ];
        Default = All.FirstOrDefault(one => one.Id == settings.DefaultIdentity && !one.IsWildcard) ?? All[0];
    }

    /// <summary>In their order.</summary>
    public ImmutableArray<Identity> All { get; }

    /// <summary>Whom new messages are from.</summary>
    public Identity Default { get; }

    /// <summary>See <see cref="AccountSettings.SendIso2022Jp"/>.</summary>
    public bool SendIso2022Jp { get; }

    /// <summary>The identity an address belongs to; <see langword="null"/> when it is nobody's here.</summary>
    public Identity? Of(string email) => Best(email).Identity;

    /// <summary>Whether mail to an address comes to this account. A whole domain does not count: others may read there too.</summary>
    public bool IsOwn(string email) => Best(email).Match is IdentityMatch.Exact or IdentityMatch.Tagged;

    /// <summary>
    /// Whom a message was for: the first list of addresses that names an identity decides, in it the better match, of equal ones the
    /// first. Only identities of the account come out of it, whatever a header says.
    /// </summary>
    /// <returns>The identity and the address to write from; <see langword="null"/> when none is named.</returns>
    public (Identity Identity, string From)? For(params IEnumerable<IEnumerable<string>> lists)
    {
        foreach (var list in lists)
        {
            var found = list.Select(email => (Email: email, Best: Best(email))).Where(static one => one.Best.Identity is not null)
                .OrderByDescending(static one => one.Best.Match).FirstOrDefault();
            if (found.Best.Identity is { } identity)
                return (identity, identity.FromFor(found.Email));
        }

        return null;
    }

    private (Identity? Identity, IdentityMatch Match) Best(string email)
    {
        var best = All.Select(one => (One: one, Match: one.Match(email))).OrderByDescending(static one => one.Match).First();
        return best.Match == IdentityMatch.None ? (null, IdentityMatch.None) : (best.One, best.Match);
    }

    private static Identity Of(IdentitySettings settings, string address) => new(settings.Id, settings.Name, address)
    {
        ReplyTo = settings.ReplyTo,
        Bcc = settings.Bcc,
        Signature = settings.Signature,
        SignatureHtml = settings.SignatureHtml,
        SentMailbox = settings.SentMailbox,
        WithoutTag = settings.WithoutTag,
    };
}
