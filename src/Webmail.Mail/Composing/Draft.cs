using System.Text.Json;
using System.Text.Json.Serialization;
using Webmail.Mail.Attaching;

namespace Webmail.Mail.Composing;

/// <summary>A message being written, as it is between browser, server and the Drafts mailbox.</summary>
public sealed record Draft
{
    /// <summary>Most characters of text.</summary>
    public const int MaxText = 10 * 1024 * 1024;

    /// <summary>Most recipients, all fields together.</summary>
    public const int MaxRecipients = 1_000;

    private const int MaxLine = 2_000;
    private const int MaxReferences = 20;

    /// <summary>Its name, the same in every revision: 32 lower-case hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The writer's address.</summary>
    public required string From { get; init; }

    /// <summary>The writer's name; may be empty.</summary>
    public string FromName { get; init; } = "";

    /// <summary>The identity it is written as; see <see cref="Identities.Identity.Id"/>. Empty for the account's own address.</summary>
    public string Identity { get; init; } = "";

    /// <summary>Where answers go; empty for the writer's address.</summary>
    public string ReplyTo { get; init; } = "";

    /// <summary>To, each as it was typed: it may be half an address yet.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Cc.</summary>
    public IReadOnlyList<string> Cc { get; init; } = [];

    /// <summary>Bcc.</summary>
    public IReadOnlyList<string> Bcc { get; init; } = [];

    /// <summary>The subject.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The text; a paragraph is one line, lines end in LF.</summary>
    public string Text { get; init; } = "";

    /// <summary>
    /// The same as HTML, what stands in the body; empty when the message is plain text. Cleaned by whoever takes it in: what is sent is
    /// what stands here.
    /// </summary>
    public string Html { get; init; } = "";

    /// <summary>Message-ID of what is answered, without angle brackets; may be empty.</summary>
    public string InReplyTo { get; init; } = "";

    /// <summary>Message-IDs of the thread, oldest first, without angle brackets (RFC 5322 section 3.6.4).</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>How urgent it is: "high", "low", or empty.</summary>
    public string Priority { get; init; } = "";

    /// <summary>Its readers are asked to say that they have seen it (RFC 8098).</summary>
    public bool ReadReceipt { get; init; }

    /// <summary>The servers on its way are asked to say that it has arrived (RFC 3461).</summary>
    public bool DeliveryReport { get; init; }

    /// <summary>The message that is answered or forwarded.</summary>
    public DraftOrigin? Origin { get; init; }

    /// <summary>A draft of another program that this one takes the place of, once it is saved.</summary>
    public DraftOrigin? Replaces { get; init; }

    /// <summary>The files that go with it.</summary>
    public IReadOnlyList<DraftAttachment> Attachments { get; init; } = [];

    /// <summary>Counts up with every change; the browser's clock in milliseconds.</summary>
    public long Revision { get; init; }

    /// <summary>
    /// The window it is written in, named like a draft; empty when nobody says. Between revisions of one window there is no conflict:
    /// the newer one is what its writer wants, whatever answers were lost on the way.
    /// </summary>
    public string Writer { get; init; } = "";

    /// <summary>A name nobody has.</summary>
    public static string NewId() => HexId.New();

    /// <summary>Whether a text can be the name of a draft.</summary>
    public static bool IsId(string? id) => HexId.Is(id);

    /// <summary>Whether two revisions come from one window.</summary>
    public static bool IsSameWriter(string one, string other) => one.Length > 0 && one == other;

    /// <summary>The draft without what no header can hold: line breaks in fields of one line, more references than a thread needs.</summary>
    /// <exception cref="ArgumentException">It has no name, or is larger than any message.</exception>
    public Draft Check()
    {
        if (!IsId(Id) || From is null || To is null || Cc is null || Bcc is null || Subject is null || Text is null || Html is null || InReplyTo is null
            || References is null || FromName is null || Identity is null || ReplyTo is null || Writer is null || Priority is null || Attachments is null
            || Attachments.Any(static one => one is null))
        {
            throw new ArgumentException("This is no draft.");
        }

        if (Text.Length > MaxText || Html.Length > MaxText || To.Count + Cc.Count + Bcc.Count > MaxRecipients || Attachments.Count > DraftAttachment.MaxCount)
            throw new ArgumentException("This draft is larger than a message can be.");
        return this with
        {
            From = Line(From),
            FromName = Line(FromName),
            Identity = Line(Identity),
            ReplyTo = Line(ReplyTo),
            To = Lines(To),
            Cc = Lines(Cc),
            Bcc = Lines(Bcc),
            Subject = Line(Subject),
            Text = Lines(Text),
            Html = Lines(Html),
            InReplyTo = MessageIds.Clean(InReplyTo),
            Writer = IsId(Writer) ? Writer : "",
            Priority = Priority is "high" or "low" ? Priority : "",
            Attachments = [.. Attachments.Select(static one => one.Check()).DistinctBy(static one => one.Id)],
            // The first names the thread, the last what is answered.
            References = References.Count > MaxReferences ? [References[0], .. References.Skip(References.Count - MaxReferences + 1)] : References,
        };
    }

    private static string Lines(string text) => text.ReplaceLineEndings("\n").Replace("\0", "", StringComparison.Ordinal);

    private static string Line(string text) => DisplayText.Clean(text, MaxLine);

    private static IReadOnlyList<string> Lines(IReadOnlyList<string> texts) => [.. texts.Select(Line).Where(static text => text.Length > 0)];
}

/// <summary>What a draft answers or forwards.</summary>
/// <param name="Mailbox">Full name of its mailbox.</param>
/// <param name="UidValidity">Of the mailbox.</param>
/// <param name="Uid">The message.</param>
/// <param name="Kind">Which of both.</param>
public sealed record DraftOrigin(string Mailbox, uint UidValidity, uint Uid, DraftKind Kind)
{
    /// <summary>The message; <see langword="null"/> when this names none.</summary>
    [JsonIgnore]
    public MessageKey? Message => string.IsNullOrEmpty(Mailbox) || Uid == 0 ? null : new MessageKey(new MailboxName(Mailbox), UidValidity, new Uid(Uid));
}

/// <summary>Why a draft has an origin.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DraftKind>))]
public enum DraftKind
{
    /// <summary>It is answered.</summary>
    Reply,

    /// <summary>It is forwarded.</summary>
    Forward,

    /// <summary>It goes on as it is, to others; the draft says to whom, and has it as its attachment (RFC 5322 section 3.6.6).</summary>
    Redirect,
}

/// <summary>How drafts are written in JSON: between browser and server, and in the journal.</summary>
public static class DraftJson
{
    /// <summary>Names as browsers write them.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);
}
