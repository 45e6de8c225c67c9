using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail;
using Webmail.Mail.Messages;

namespace Webmail.Benchmarks.Scenarios;

/// <summary>Fifty rows somewhere in the mailbox, never seen before, against the same FETCH.</summary>
internal static class AWindowAnywhere
{
    private const int Rows = 50;
    private const int Runs = 40;

    public static async Task RunAsync(MailBed bed, Report report)
    {
        await bed.ForgetCacheAsync();
        await using var services = await bed.ServicesAsync(bed.Collector);
        var account = bed.Collector.Account.Id;
        var listing = services.GetRequiredService<MessageListing>();
        var view = await listing.OpenAsync(account, MailboxName.Inbox, CancellationToken.None);
        var step = view.Count / (Runs * 2 + 1);

        // Read once before, so that the server has every window in its cache files; then each side reads each window once, over a
        // connection that has not seen it.
        await FloorAsync(bed, view, step);
        var floor = await FloorAsync(bed, view, step);
        var firstRow = 0;
        // The cache is written behind the reader: the next window is asked for when that is done, as by a person.
        var cold = await Stopwatching.MedianAsync(Runs, async _ =>
        {
            firstRow += step;
            await listing.WindowAsync(account, view, firstRow, Rows, CancellationToken.None);
        }, () => listing.CacheWrittenAsync(account, MailboxName.Inbox));
        firstRow = 0;
        var warm = await Stopwatching.MedianAsync(Runs, async _ =>
        {
            firstRow += step;
            await listing.WindowAsync(account, view, firstRow, Rows, CancellationToken.None);
        });

        report.Add($"{Rows} rows anywhere, never seen", floor, cold, "2");
        report.Add($"{Rows} rows anywhere, seen before", floor, warm, "0 (no IMAP)");
    }

    private static async Task<double> FloorAsync(MailBed bed, MailboxView view, int step)
    {
        await using var raw = await bed.FloorAsync(bed.Collector);
        await raw.RunAsync("EXAMINE INBOX");
        var row = 0;
        return await Stopwatching.MedianAsync(Runs, async _ =>
        {
            row += step;
            await raw.RunAsync($"UID FETCH {view.UidAt(row + Rows - 1)}:{view.UidAt(row)} {MailBed.SummaryItems}");
        });
    }
}
