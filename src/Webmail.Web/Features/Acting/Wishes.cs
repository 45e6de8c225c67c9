using System.Globalization;
using Webmail.Mail;
using Webmail.Mail.Labels;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Messages;
using Webmail.Mail.Operations;
using Webmail.Mail.Searching;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Acting;

/// <summary>Turns wishes of a browser into operations of the journal. Nothing a browser says is taken on trust.</summary>
internal sealed class Wishes(
    OperationJournal journal, MessageListing listing, SearchService search, MailboxService mailboxes, TimeProvider time)
{
    /// <summary>How long the last thing can be taken back without saying which.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    private const string NewLabel = "newlabel";

    private static readonly Dictionary<string, OperationKind> Kinds = new()
    {
        ["seen"] = OperationKind.MarkRead,
        ["unseen"] = OperationKind.MarkUnread,
        ["flag"] = OperationKind.Flag,
        ["unflag"] = OperationKind.Unflag,
        ["archive"] = OperationKind.Archive,
        ["delete"] = OperationKind.Delete,
        ["spam"] = OperationKind.ReportSpam,
        ["notspam"] = OperationKind.NotSpam,
        ["move"] = OperationKind.Move,
        ["copy"] = OperationKind.Copy,
        ["label"] = OperationKind.Label,
        [NewLabel] = OperationKind.Label,
        ["unlabel"] = OperationKind.Unlabel,
        ["pin"] = OperationKind.Pin,
        ["unpin"] = OperationKind.Unpin,
        ["mute"] = OperationKind.Mute,
        ["unmute"] = OperationKind.Unmute,
    };

    /// <summary>The browser's name for what was done.</summary>
    public static string NameOf(OperationKind kind) =>
        kind == OperationKind.Expunge ? "expunge" : Kinds.FirstOrDefault(pair => pair.Value == kind).Key ?? "";

    /// <summary>Writes a wish down. It is the user's of this account, whatever it says.</summary>
    /// <exception cref="MailException">What is meant by it could not be found out: the server is away, or the mailbox gone.</exception>
    public async Task<WishAnswer> AskAsync(AccountId account, Wish wish, CancellationToken token)
    {
        if (wish.Id.Length is 0 or > Operation.MaxIdLength - 8)
            return WishAnswer.Refused;
        if (wish.Act == "undo")
            return await UndoAsync(account, wish, token);
        if (MailLocation.Parse(wish.List) is not { Message: null } at || at.Account != account || !Kinds.TryGetValue(wish.Act, out var kind)
            || !uint.TryParse(wish.UidValidity, NumberStyles.None, CultureInfo.InvariantCulture, out var uidValidity))
        {
            return WishAnswer.Refused;
        }

        // Asked for again: what it was about may have changed since, what was written down has not.
        var known = journal.List(account).LastOrDefault(entry => entry.Operation.Id == wish.Id)?.Operation;
        var operation = known ?? await OperationOfAsync(account, wish, kind, at.Mailbox, uidValidity, token);
        if (operation is null)
            return WishAnswer.Refused;
        var entry = await journal.AddAsync(account, operation, token);
        // What is done already need not be written down any more.
        return entry.Durable || !entry.IsPending ? new WishAnswer("done", NameOf(operation.Kind)) : WishAnswer.Later;
    }

    private async Task<Operation?> OperationOfAsync(
        AccountId account, Wish wish, OperationKind kind, MailboxName mailbox, uint uidValidity, CancellationToken token)
    {
        if (wish.All is null ? !UidSet.TryParse(wish.Uids, out var uids) : (uids = await AllAsync(account, wish.All, mailbox, uidValidity, token)) is null)
            return null;
        if (uids.Count == 0)
            return null;
        var label = wish.Label;
        // A label is made by putting it on a message; what it is called is in the keyword.
        if (wish.Act == NewLabel && LabelName.TryMakeKeyword(wish.Label, out label) != LabelNameProblem.None)
            throw new MailException(MailFailure.KeywordRefused, wish.Label);
        try
        {
            return MessageActions.Create(
                kind, wish.Id, (mailbox, uidValidity, uids), mailboxes.Known(account), time.GetUtcNow(),
                wish.Target.Length == 0 ? null : new MailboxName(wish.Target), label);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private async Task<UidSet> AllAsync(AccountId account, AllOfList all, MailboxName mailbox, uint uidValidity, CancellationToken token)
    {
        var view = all.Query.Length == 0
            ? await listing.OpenAsync(account, mailbox, token) : await search.FindAsync(account, mailbox, all.Query, token);
        if (view.UidValidity != uidValidity)
            throw new MailException(MailFailure.MailboxRecreated, mailbox.FullName);
        var except = UidSet.Of(all.Except.Select(static text => Uid.TryParse(text, out var uid) ? uid : default));
        return view.Uids.Intersect(UidSet.OfRange(1, Math.Min(all.UpTo, int.MaxValue))).Except(except);
    }

    private async Task<WishAnswer> UndoAsync(AccountId account, Wish wish, CancellationToken token)
    {
        var id = wish.Undoes.Length > 0 ? wish.Undoes : Last(account)?.Operation.Id;
        if (id is null || await journal.UndoAsync(account, id, wish.Id, token) is not { } entry)
            return WishAnswer.Refused;
        return new WishAnswer("done", NameOf(entry.Operation.Kind));
    }

    /// <summary>The last thing the user did that can be taken back.</summary>
    public OperationEntry? Last(AccountId account)
    {
        var since = time.GetUtcNow() - Recent;
        return journal.List(account).LastOrDefault(entry => entry.Undoable && entry.Operation.Made > since && !IsByItself(entry.Operation));
    }

    /// <summary>Messages become read by being read; that is nothing anybody did.</summary>
    public static bool IsByItself(Operation operation) => operation.Id.StartsWith(MessageRead.Prefix, StringComparison.Ordinal);
}
