using System.Text.Json;
using System.Text.Json.Serialization;

namespace Webmail.Mail.Settings;

/// <summary>What the user chose for one mailbox.</summary>
public sealed record FolderSettings
{
    /// <summary>The mailbox's full name.</summary>
    public required string Mailbox { get; init; }

    /// <summary>Whether it is among the favourites.</summary>
    public bool Favourite { get; init; }

    /// <summary>Its place among its siblings; those without one follow in the usual order.</summary>
    public int? Order { get; init; }

    /// <summary>One of the twelve tints, 0 to 11; <see langword="null"/> for none.</summary>
    public int? Colour { get; init; }

    /// <summary>What another version wrote and this one does not know.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; init; }
}
