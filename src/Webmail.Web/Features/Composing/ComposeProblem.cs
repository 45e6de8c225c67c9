using Microsoft.Extensions.Localization;
using Webmail.Mail.Composing;
using Webmail.Mail.Composing.Identities;
using Webmail.Mail.Settings;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Composing;

/// <summary>Why a draft cannot be sent as it is, in words for its writer.</summary>
internal static class ComposeProblem
{
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(366);

    // The minute that was picked may end while it is asked for.
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(5);

    public static string Of(ComposeException problem, IStringLocalizer<ComposingWords> words) => problem.Reason switch
    {
        ComposeFailure.NoRecipient => words["There is no recipient."],
        ComposeFailure.NothingToRedirect => words["The message that should go on is not here any more."],
        _ => words["“{0}” is not an email address.", problem.Detail],
    };

    /// <summary>More people than a message may have; <see langword="null"/> for no more.</summary>
    public static string? OfRecipients(int count, int most, IStringLocalizer<ComposingWords> words) =>
        most > 0 && count > most ? words["This is for {0} people; {1} are allowed. Take some out, or send it in parts.", count, most].Value : null;

    /// <summary>Too many messages.</summary>
    public static string TooMany(string until, IStringLocalizer<ComposingWords> words) =>
        words["You have sent as many messages as are allowed within an hour. Send this one after {0}; it is kept in Drafts.", until];

    public static string NotYou(string from, IStringLocalizer<ComposingWords> words) =>
        words["You have no identity with the address {0}. Choose another under From.", from];

    /// <summary>It has no name, or is too long.</summary>
    public static string OfTemplate(IStringLocalizer<ComposingWords> words) =>
        words["A template needs a name and at most {0} characters.", TemplateSettings.MaxText];

    /// <summary>There are as many as there can be.</summary>
    public static string NoRoomForTemplate(IStringLocalizer<ComposingWords> words) => words["There is no room for another template. Remove one."];

    /// <summary>It has more bytes than a picture in a signature may have.</summary>
    public static string PictureTooLarge(string name, IStringLocalizer<ComposingWords> words) =>
        words["“{0}” is too large: a picture in a signature may have {1}.", name, ByteSize.Text(SignaturePicture.MaxBytes)];

    /// <summary>Its bytes are none of a picture.</summary>
    public static string NoPicture(string name, IStringLocalizer<ComposingWords> words) =>
        words["“{0}” is no picture that every mail program shows. Choose a PNG, JPEG, GIF or WebP file.", name];

    /// <summary>There are as many as there can be.</summary>
    public static string NoRoomForPicture(IStringLocalizer<ComposingWords> words) =>
        words["There is no room for another picture. Remove one from another signature first."];

    /// <summary>Another revision of the draft has left.</summary>
    public static string Overtaken(IStringLocalizer<ComposingWords> words) => words["An earlier version of this was sent already."];

    /// <summary>What is wrong with the time somebody chose; <see langword="null"/> for nothing.</summary>
    public static string? OfTime(DateTimeOffset? at, DateTimeOffset now, IStringLocalizer<ComposingWords> words) =>
        at > now + Farthest ? words["That is more than a year away."].Value : at < now - Late ? words["That time has passed."].Value : null;
}
