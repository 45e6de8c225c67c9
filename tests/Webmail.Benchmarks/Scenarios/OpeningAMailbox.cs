using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Messages;

namespace Webmail.Benchmarks.Scenarios;

/// <summary>From "show INBOX" to the first 50 summaries, with a connection at hand, against SELECT and one FETCH.</summary>
internal static class OpeningAMailbox
{
    private const int Rows = 50;
    private const int Runs = 15;

    public static async Task RunAsync(MailBed bed, Report report)
    {
        await using var raw = await bed.FloorAsync(bed.Collector);
        var window = string.Create(CultureInfo.InvariantCulture, $"{bed.Messages - Rows + 1}:{bed.Messages}");
        var floor = new List<double>();
        var cold = new List<double>();
        var cached = new List<double>();
        var warm = new List<double>();
        for (var i = 0; i < Runs * 2; i++)
        {
            await raw.RunAsync("EXAMINE Drafts");
            floor.Add(await TimeAsync(async () =>
            {
                await raw.RunAsync("EXAMINE INBOX");
                await raw.RunAsync($"FETCH {window} {MailBed.SummaryItems}");
            }));

            await bed.ForgetCacheAsync();
            await using (var services = await bed.ServicesAsync(bed.Collector))
            {
                cold.Add(await OpenAsync(bed, services));
                warm.Add(await OpenAsync(bed, services));
                await SettleAsync(bed, services);
            }

            await using (var again = await bed.ServicesAsync(bed.Collector))
                cached.Add(await OpenAsync(bed, again));
        }

        report.Add($"open {bed.Messages:N0} messages, first {Rows} rows, nothing cached", Median(floor), Median(cold), "3");
        report.Add("the same, from the cache after a restart", Median(floor), Median(cached), "1");
        report.Add("the same, in memory", Median(floor), Median(warm), "1");
    }

    private static async Task<double> OpenAsync(MailBed bed, ServiceProvider services)
    {
        var account = bed.Collector.Account.Id;
        // The tree comes first in the product too: the connection is there when the list asks.
        await services.GetRequiredService<MailboxService>().ListAsync(account, CancellationToken.None);
        var listing = services.GetRequiredService<MessageListing>();
        return await TimeAsync(async () =>
        {
            var view = await listing.OpenAsync(account, MailboxName.Inbox, CancellationToken.None);
            var rows = await listing.WindowAsync(account, view, 0, Rows, CancellationToken.None);
            if (rows.Count != Rows || rows.Any(static r => r is null))
                throw new InvalidOperationException("Rows are missing.");
        });
    }

    // The cache is written behind the reader's back: wait until it has the rows.
    private static async Task SettleAsync(MailBed bed, ServiceProvider services)
    {
        var cache = services.GetRequiredService<IHeaderCache>();
        while (await cache.ReadMailboxAsync(bed.Collector.Account.Id, MailboxName.Inbox, CancellationToken.None) is not { } mailbox
            || (await cache.ReadAsync(bed.Collector.Account.Id, MailboxName.Inbox, mailbox.UidValidity, [mailbox.Uids[^1]], CancellationToken.None)).Count == 0)
        {
            await Task.Delay(5);
        }
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    // The first half warmed up the code and the server.
    private static double Median(List<double> times)
    {
        var counted = times.Skip(times.Count / 2).Order().ToArray();
        return counted[counted.Length / 2];
    }
}
