using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Webmail.Mail.Settings;

/// <summary>
/// What a user chose for an account and wants on every device: names and colours of labels, favourite folders,
/// identities, templates. Kept on the IMAP server;
/// see <see cref="AccountSettingsStore"/>.
/// </summary>
public sealed record AccountSettings
{
    /// <summary>Nothing chosen yet.</summary>
    public static readonly AccountSettings Default = new();

    private const int MostHidden = 300;

    /// <summary>The labels something was chosen for.</summary>
    public ImmutableArray<LabelSettings> Labels { get; init; } = [];

    /// <summary>The mailboxes something was chosen for.</summary>
    public ImmutableArray<FolderSettings> Folders { get; init; } = [];

    /// <summary>The identities something was chosen for, in their order.</summary>
    public ImmutableArray<IdentitySettings> Identities { get; init; } = [];

    /// <summary>Which identity new messages are from; empty for the account's own address.</summary>
    public string DefaultIdentity { get; init; } = "";

    /// <summary>Texts that are written again and again.</summary>
    public ImmutableArray<TemplateSettings> Templates { get; init; } = [];

    /// <summary>Messages are sent in ISO-2022-JP where every character fits (RFC 1468).</summary>
    public bool SendIso2022Jp { get; init; }

    /// <summary>What webmails ask for beside the password, each for itself; may be default.</summary>
    public ImmutableArray<SecondFactorSettings> SecondFactors { get; init; }

    /// <summary>Addresses that are not suggested when somebody writes, the newest last; may be default.</summary>
    public ImmutableArray<string> HiddenPeople { get; init; }

    /// <summary>Whose images of other hosts are shown without asking, besides <see cref="ImagesFrom"/>.</summary>
    public RemoteImageChoice RemoteImages { get; init; }

    /// <summary>Addresses whose images of other hosts are always shown, the newest last; may be default.</summary>
    public ImmutableArray<string> ImagesFrom { get; init; }

    /// <summary>Links are shown without parameters that only tell where somebody came from.</summary>
    public bool WithoutLinkTracking { get; init; }

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

    /// <summary>What was chosen for an identity.</summary>
    public IdentitySettings? Identity(string id) => Identities.FirstOrDefault(identity => identity.Id == id);

    /// <summary>A template.</summary>
    public TemplateSettings? Template(string id) => Templates.FirstOrDefault(template => template.Id == id);

    /// <summary>Whether an address is not to be suggested.</summary>
    public bool IsHidden(string email) => !HiddenPeople.IsDefault && HiddenPeople.Contains(email, StringComparer.OrdinalIgnoreCase);

    /// <summary>The same without an address among the suggestions; the oldest of such wishes go when there are very many.</summary>
    public AccountSettings WithHidden(string email) => IsHidden(email)
        ? this : this with { HiddenPeople = [.. (HiddenPeople.IsDefault ? [] : HiddenPeople).TakeLast(MostHidden - 1), email] };

    /// <summary>Whether images of a sender are always shown.</summary>
    public bool ShowsImagesFrom(string email) => Senders.Contains(email, StringComparer.OrdinalIgnoreCase);

    /// <summary><see cref="ImagesFrom"/>, never default.</summary>
    internal ImmutableArray<string> Senders => ImagesFrom.IsDefault ? [] : ImagesFrom;

    /// <summary>Whether a change is among the last.</summary>
    internal bool HasMark(string mark) => !Changes.IsDefault && Changes.Contains(mark);

    /// <summary>The same with something else chosen for a label.</summary>
    public AccountSettings With(LabelSettings label) => Label(label.Keyword) is { } old
        ? this with { Labels = Labels.Replace(old, label) } : this with { Labels = Labels.Add(label) };

    /// <summary>The same with something else chosen for a mailbox.</summary>
    public AccountSettings With(FolderSettings folder) => Folder(new MailboxName(folder.Mailbox)) is { } old
        ? this with { Folders = Folders.Replace(old, folder) } : this with { Folders = Folders.Add(folder) };

    /// <summary>The same with something else chosen for an identity.</summary>
    public AccountSettings With(IdentitySettings identity) => Identity(identity.Id) is { } old
        ? this with { Identities = Identities.Replace(old, identity) } : this with { Identities = Identities.Add(identity) };

    /// <summary>The same with a template changed or added.</summary>
    public AccountSettings With(TemplateSettings template) => Template(template.Id) is { } old
        ? this with { Templates = Templates.Replace(old, template) } : this with { Templates = Templates.Add(template) };
}
