using System.Globalization;
using Microsoft.Extensions.Localization;
using Webmail.Mail;
using Webmail.Mail.Snapshots;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Snapshots;

/// <summary>A copy in sentences.</summary>
internal static class SnapshotText
{
    /// <summary>"Copied 412 of 1,000 messages, 38 MB of 95 MB, about 2 min left".</summary>
    public static string Progress(SnapshotProgress now, IStringLocalizer<SnapshotWords> words)
    {
        if (now.Phase == SnapshotPhase.Looking)
        {
            return now.Mailboxes == 0 ? words["Looking for the folders…"]
                : words["Comparing folder {0} of {1}", Number(Math.Min(now.MailboxesDone + 1, now.Mailboxes)), Number(now.Mailboxes)];
        }

        var (done, all) = (Number(now.MessagesDone), Number(now.Messages));
        var (bytesDone, bytes) = (ByteSize.Text(now.BytesDone), ByteSize.Text(now.Bytes));
        return now.Left is { } left
            ? words["Copied {0} of {1} messages, {2} of {3}, {4} left", done, all, bytesDone, bytes, Duration(left, words)]
            : words["Copied {0} of {1} messages, {2} of {3}", done, all, bytesDone, bytes];
    }

    /// <summary>How it ended.</summary>
    public static string Result(SnapshotProgress end, IStringLocalizer<SnapshotWords> words)
    {
        var (done, all) = (Number(end.MessagesDone), Number(end.Messages));
        return end.Phase switch
        {
            SnapshotPhase.Cancelled => words["Stopped. {0} of {1} messages were copied; what arrived stays there.", done, all],
            SnapshotPhase.Failed => words["The copy could not go on. {0} of {1} messages were copied.", done, all],
            _ when end.MessagesFailed > 0 => words["{0} of {1} messages were copied.", done, all],
            _ when end.Messages == 0 => words["Everything was there already: nothing had to be copied."],
            _ => words.Counted(end.MessagesDone, "Done: {0} message was copied.", "Done: {0} messages were copied."),
        };
    }

    /// <summary>What is wrong, seen from the other server.</summary>
    public static string Failure(MailFailure failure, string detail, IStringLocalizer<SnapshotWords> words, IStringLocalizer<Words> shared) =>
        failure switch
        {
            MailFailure.SignInRefused => words["The other server does not accept this user name or password."],
            MailFailure.HostNotAllowed => words["The administrator allows no copies to this server, port or connection."],
            MailFailure.QuotaExceeded => words["The storage at the other server is full."],
            MailFailure.TooLarge => words["Larger than the other server takes."],
            MailFailure.ServerUnreachable => words["The other server cannot be reached. Check its name and port."],
            MailFailure.MailboxRecreated => words["The folder was created anew meanwhile. Run the copy again."],
            _ => FailureText.Of(failure, detail, shared),
        };

    /// <summary>About how long: "less than a minute", "about 5 min", "about 2 h 10 min".</summary>
    public static string Duration(TimeSpan left, IStringLocalizer<SnapshotWords> words)
    {
        var minutes = (long)Math.Ceiling(left.TotalMinutes);
        return left < TimeSpan.FromMinutes(1) ? words["less than a minute"]
            : minutes < 60 ? words["about {0} min", Number(minutes)]
            : words["about {0} h {1} min", Number(minutes / 60), Number(minutes % 60)];
    }

    public static string Number(long number) => number.ToString("N0", CultureInfo.CurrentCulture);
}
