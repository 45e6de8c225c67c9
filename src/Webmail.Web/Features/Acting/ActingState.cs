using System.Globalization;
using Microsoft.Extensions.Localization;
using Webmail.Mail;
using Webmail.Mail.Operations;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Acting;

/// <summary>What of the journal is worth showing: jobs under way, what waits, what failed.</summary>
internal sealed class ActingState(OperationJournal journal, IStringLocalizer<ActingWords> words, TimeProvider time)
{
    /// <summary>More messages than this are a job with a card of its own.</summary>
    public const int LargeFrom = 200;

    /// <summary>Operations that are under way and large.</summary>
    public static IEnumerable<OperationEntry> Jobs(IEnumerable<OperationEntry> all) =>
        all.Where(static entry => entry is { IsPending: true, Total: >= LargeFrom, Began: not null });

    /// <summary>Operations that wait for the server; those that are held until they cannot be taken back are no concern of anybody.</summary>
    public IEnumerable<OperationEntry> Waiting(IEnumerable<OperationEntry> all) =>
        all.Where(entry => entry.IsPending && !(entry.Operation.NotBefore > time.GetUtcNow()) && !Jobs([entry]).Any());

    /// <summary>Operations the server refused.</summary>
    public static IEnumerable<OperationEntry> Failed(IEnumerable<OperationEntry> all) =>
        all.Where(static entry => entry is { State: OperationState.Failed, Undone: false });

    /// <summary>All operations of an account.</summary>
    public IReadOnlyList<OperationEntry> All(AccountId account) => journal.List(account);

    /// <summary>"Archiving 12,431 messages".</summary>
    public string Doing(OperationEntry entry)
    {
        var count = entry.Total.ToString("N0", CultureInfo.CurrentCulture);
        return entry.Operation.Kind switch
        {
            OperationKind.Archive => words["Archiving {0} messages", count],
            OperationKind.Delete or OperationKind.Expunge => words["Deleting {0} messages", count],
            OperationKind.ReportSpam => words["Reporting {0} messages as spam", count],
            OperationKind.Move or OperationKind.NotSpam => words["Moving {0} messages", count],
            OperationKind.Copy => words["Copying {0} messages", count],
            OperationKind.Undo => words["Undoing for {0} messages", count],
            _ => words["Marking {0} messages", count],
        };
    }

    /// <summary>"3 messages were not moved: …".</summary>
    public string Failure(OperationEntry entry, IStringLocalizer<Words> general)
    {
        var left = entry.Total - entry.Done - entry.Missing;
        var what = entry.Operation.Kind switch
        {
            OperationKind.Archive => words.Counted(left, "{0} message was not archived.", "{0} messages were not archived."),
            OperationKind.Delete or OperationKind.Expunge => words.Counted(left, "{0} message was not deleted.", "{0} messages were not deleted."),
            OperationKind.Copy => words.Counted(left, "{0} message was not copied.", "{0} messages were not copied."),
            OperationKind.Move or OperationKind.ReportSpam or OperationKind.NotSpam =>
                words.Counted(left, "{0} message was not moved.", "{0} messages were not moved."),
            OperationKind.Undo => words.Counted(left, "{0} message could not be put back.", "{0} messages could not be put back."),
            _ => words.Counted(left, "{0} message was not marked.", "{0} messages were not marked."),
        };
        return entry.Failure is { } failure ? $"{what} {Reason(failure, entry, general)}" : what;
    }

    /// <summary>"4,210 done, about 20 s left".</summary>
    public string Progress(OperationEntry entry)
    {
        var done = words["{0} done", entry.Done.ToString("N0", CultureInfo.CurrentCulture)].Value;
        if (entry.Began is not { } began || entry.Done == 0)
            return done;
        var left = (time.GetUtcNow() - began) / entry.Done * (entry.Total - entry.Done - entry.Missing);
        return left < TimeSpan.FromSeconds(2) ? done
            : left < TimeSpan.FromSeconds(90) ? words["{0}, about {1} s left", done, Math.Round(left.TotalSeconds).ToString(CultureInfo.CurrentCulture)]
            : words["{0}, about {1} min left", done, Math.Round(left.TotalMinutes).ToString(CultureInfo.CurrentCulture)];
    }

    // Which folder it is about is what one has to know.
    private string Reason(MailFailure failure, OperationEntry entry, IStringLocalizer<Words> general) => failure switch
    {
        MailFailure.MailboxGone when entry.Target is { } target => words["The folder {0} does not exist any more.", target.FullName],
        MailFailure.NotPermitted => words["The folder {0} cannot be changed by you.", (entry.Target ?? entry.Operation.Mailbox).FullName],
        _ => FailureText.Of(failure, entry.Detail, general),
    };
}
