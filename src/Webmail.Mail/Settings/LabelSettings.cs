using System.Text.Json;
using System.Text.Json.Serialization;

namespace Webmail.Mail.Settings;

/// <summary>What the user chose for one label.</summary>
public sealed record LabelSettings
{
    /// <summary>The IMAP keyword, spelt as the server spells it; keywords are case-insensitive.</summary>
    public required string Keyword { get; init; }

    /// <summary>The name to show; <see langword="null"/> for the one the keyword says itself.</summary>
    public string? Name { get; init; }

    /// <summary>One of the twelve tints, 0 to 11; <see langword="null"/> for the usual one.</summary>
    public int? Colour { get; init; }

    /// <summary>Its place among the labels; those without one follow by name.</summary>
    public int? Order { get; init; }

    /// <summary>Whether the list of labels leaves it out.</summary>
    public bool Hidden { get; init; }

    /// <summary>What another version wrote and this one does not know.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; init; }
}
