using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Webmail.Mail.Settings;

/// <summary>
/// What a user chose for an account and wants on every device: names and colours of labels, favourite folders. Kept on the IMAP server;
/// see <see cref="AccountSettingsStore"/>.
/// </summary>
public sealed record AccountSettings
{
    /// <summary>Nothing chosen yet.</summary>
    public static readonly AccountSettings Default = new();

    /// <summary>The labels something was chosen for.</summary>
    public ImmutableArray<LabelSettings> Labels { get; init; } = [];

    /// <summary>The mailboxes something was chosen for.</summary>
    public ImmutableArray<FolderSettings> Folders { get; init; } = [];

    /// <summary>The marks of the last changes, the newest last; see <see cref="MetadataSettings"/>.</summary>
    [JsonInclude]
    internal ImmutableArray<string> Changes { get; init; }

    /// <summary>What another version wrote and this one does not know.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; init; }

    /// <summary>What was chosen for a label.</summary>
    public LabelSettings? Label(string keyword) =>
        Labels.FirstOrDefault(label => label.Keyword.Equals(keyword, StringComparison.OrdinalIgnoreCase));

    /// <summary>What was chosen for a mailbox.</summary>
    public FolderSettings? Folder(MailboxName mailbox) =>
        Folders.FirstOrDefault(folder => new MailboxName(folder.Mailbox) == mailbox);

    /// <summary>Whether a change is among the last.</summary>
    internal bool HasMark(string mark) => !Changes.IsDefault && Changes.Contains(mark);

    /// <summary>The same with something else chosen for a label.</summary>
    public AccountSettings With(LabelSettings label) => Label(label.Keyword) is { } old
        ? this with { Labels = Labels.Replace(old, label) } : this with { Labels = Labels.Add(label) };

    /// <summary>The same with something else chosen for a mailbox.</summary>
    public AccountSettings With(FolderSettings folder) => Folder(new MailboxName(folder.Mailbox)) is { } old
        ? this with { Folders = Folders.Replace(old, folder) } : this with { Folders = Folders.Add(folder) };
}
