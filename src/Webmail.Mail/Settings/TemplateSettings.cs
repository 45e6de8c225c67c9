using System.Text.Json;
using System.Text.Json.Serialization;

namespace Webmail.Mail.Settings;

/// <summary>A text that is written again and again.</summary>
public sealed record TemplateSettings
{
    /// <summary>Most characters of a text.</summary>
    public const int MaxText = 8_000;

    /// <summary>Its name among the templates; never shown.</summary>
    public required string Id { get; init; }

    /// <summary>What it is found by.</summary>
    public string Name { get; init; } = "";

    /// <summary>The subject of a message that has none yet; may be empty.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The text, with variables like {{name}}.</summary>
    public string Text { get; init; } = "";

    /// <summary>What another version wrote and this one does not know.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; init; }
}
