using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Messages;
using Webmail.Mail.Watching;
using Webmail.Testing.Servers;

namespace Webmail.Benchmarks.Scenarios;

/// <summary>What users cost who are signed in, look at an INBOX of 10,000 messages and do nothing. Circuits are not in it.</summary>
internal static class IdleUsers
{
    private const int InboxMessages = 10_000;
    private const int Rows = 50;

    public static async Task RunAsync(MailBed bed, Report report, int count)
    {
        var users = new TestUser[count];
        for (var i = 0; i < count; i++)
        {
            users[i] = bed.Mail.NewUser();
            await bed.FillAsync(users[i], InboxMessages);
        }

        await using var services = await bed.ServicesAsync(users);
        var watchers = services.GetRequiredService<MailboxWatchers>();
        await LookAsync(services, bed.Collector, watchers, signIn: true);
        var (managed, resident) = Memory();
        var presences = new List<MailboxPresence>();
        foreach (var user in users)
            presences.Add(await LookAsync(services, user, watchers, signIn: false));

        var (managedAfter, residentAfter) = Memory();
        report.Add($"managed memory per idle user, {count} users, pool, watcher and list", Kilobytes(managedAfter - managed, count), "under 1.5 MB");
        report.Add("resident memory per idle user", Kilobytes(residentAfter - resident, count), "under 1.5 MB");
        foreach (var presence in presences)
            presence.Dispose();
    }

    private static async Task<MailboxPresence> LookAsync(ServiceProvider services, TestUser user, MailboxWatchers watchers, bool signIn)
    {
        if (signIn)
            services.GetRequiredService<Webmail.Mail.Accounts.SignedInAccounts>().Add(user.Account, user.Credentials);
        var account = user.Account.Id;
        var presence = watchers.Attach(account);
        presence.View(MailboxName.Inbox);
        await services.GetRequiredService<MailboxService>().ListAsync(account, CancellationToken.None);
        var listing = services.GetRequiredService<MessageListing>();
        var view = await listing.OpenAsync(account, MailboxName.Inbox, CancellationToken.None);
        await listing.WindowAsync(account, view, 0, Rows, CancellationToken.None);
        return presence;
    }

    private static (long Managed, long Resident) Memory() =>
        (GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);

    private static string Kilobytes(long bytes, int users) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / users:0} KB");
}
