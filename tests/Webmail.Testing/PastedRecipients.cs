using System.Text.Json;
using Webmail.Testing.Servers;

namespace Webmail.Testing;

/// <summary>Hostile and broken lists of recipients with what they mean: one table for the browser, which takes them apart, and for the server.</summary>
public static class PastedRecipients
{
    /// <summary>The table.</summary>
    public static IReadOnlyList<PastedList> All { get; } = JsonSerializer.Deserialize<PastedList[]>(
        File.ReadAllText(Path.Combine(Repository.Root, "tests", "Webmail.Testing", "pasted-recipients.json")), JsonSerializerOptions.Web)!;
}

/// <summary>A list somebody pastes.</summary>
/// <param name="What">What is special about it.</param>
/// <param name="Paste">The list.</param>
/// <param name="Chips">What it becomes.</param>
public sealed record PastedList(string What, string Paste, IReadOnlyList<PastedChip> Chips);

/// <summary>One recipient of a list, or a piece that is none.</summary>
/// <param name="Text">As the draft keeps it.</param>
/// <param name="Name">The display name; empty for none.</param>
/// <param name="Address">The address; empty when it is broken.</param>
/// <param name="Field">"cc" or "bcc" when a link wants it there.</param>
/// <param name="Broken">It is no address, stays as it is and is marked.</param>
public sealed record PastedChip(string Text, string Name = "", string Address = "", string Field = "to", bool Broken = false);
