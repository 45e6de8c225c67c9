using System.Globalization;
using Webmail.Mail;
using Webmail.Mail.Settings;

namespace Webmail.Web.Features.Mailboxes;

/// <summary>What is chosen for mailboxes: favourites, colours, places among siblings. Shown at once, taken back when the server does not keep it.</summary>
public sealed partial class MailboxActions
{
    private async Task ChooseAsync(string act, Mailbox mailbox, string target)
    {
        if (ChangeOf(act, mailbox.Name, target) is not { } change)
            return;
        var kept = Choices.MakeAsync(change);
        // A row that is put elsewhere loses the focus it has.
        await Script.CallAsync("keepFocus", mailbox.Name.FullName);
        await kept;
    }

    private Func<AccountSettings, AccountSettings>? ChangeOf(string act, MailboxName mailbox, string target) => act switch
    {
        "favourite" or "unfavourite" => settings => settings.Favour(mailbox, act == "favourite"),
        "unpaint" => settings => settings.Paint(mailbox, null),
        "paint" => int.TryParse(target, CultureInfo.InvariantCulture, out var colour) && colour is >= 0 and <= 11
            ? settings => settings.Paint(mailbox, colour) : null,
        _ => PlaceOf(act, mailbox, new MailboxName(target)),
    };

    private Func<AccountSettings, AccountSettings>? PlaceOf(string act, MailboxName mailbox, MailboxName target)
    {
        var rows = MailboxOutline.Build(List, Choices.Shown);
        var row = rows.First(node => !node.IsRepeated && node.Mailbox.Name == mailbox);
        List<MailboxName> siblings = [.. rows.Where(row.IsSiblingOf).Select(static node => node.Mailbox.Name)];
        var at = siblings.IndexOf(mailbox) + (act == "up" ? -1 : 1);
        if (act is "up" or "down")
            target = at >= 0 && at < siblings.Count ? siblings[at] : mailbox;
        return settings => settings.Place(siblings, mailbox, target, act is "down" or "after");
    }
}
