using System.Text.Json;
using System.Text.Json.Serialization;

namespace Webmail.Mail.Settings;

/// <summary>What the user chose for one identity.</summary>
public sealed record IdentitySettings
{
    /// <summary>Most characters of a signature.</summary>
    public const int MaxSignature = 4_000;

    /// <summary>Most characters of a signature with its looks.</summary>
    public const int MaxSignatureHtml = 8_000;

    /// <summary>Its name among the identities; empty for the account's own address.</summary>
    public string Id { get; init; } = "";

    /// <summary>The name recipients see; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>The address; "*@example.org" stands for every address of a domain. Empty for the account's own.</summary>
    public string Address { get; init; } = "";

    /// <summary>Where answers go; empty for the address itself.</summary>
    public string ReplyTo { get; init; } = "";

    /// <summary>Gets a copy of everything, unseen; empty for nobody.</summary>
    public string Bcc { get; init; } = "";

    /// <summary>The text below a message, without the line "-- ".</summary>
    public string Signature { get; init; } = "";

    /// <summary>The same with its looks; empty where there are none. Its pictures are kept beside the settings, and named by what is in them.</summary>
    public string SignatureHtml { get; init; } = "";

    /// <summary>Full name of the mailbox its messages are filed in; empty for Sent.</summary>
    public string SentMailbox { get; init; } = "";

    /// <summary>Answers to an address with a tag (name+tag@…, RFC 5233) come from the address without it.</summary>
    public bool WithoutTag { get; init; }

    /// <summary>What another version wrote and this one does not know.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; init; }
}
