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
        await using var raw = await bed.FloorAsync(bed.Collector);
        await raw.RunAsync("EXAMINE INBOX");

        // Every window is new to us, and read once by the floor first, so that the server has it in its own cache for both.
        var step = view.Count / (Runs * 2 + 1);
        var firstRow = 0;
        var floorRow = 0;
        var floor = await Stopwatching.MedianAsync(Runs, async _ =>
        {
            floorRow += step;
            var (last, first) = (view.UidAt(floorRow), view.UidAt(floorRow + Rows - 1));
            await raw.RunAsync($"UID FETCH {first}:{last} {MailBed.SummaryItems}");
        });
        floorRow = 0;
        floor = Math.Min(floor, await Stopwatching.MedianAsync(Runs, async _ =>
        {
            floorRow += step;
            var (last, first) = (view.UidAt(floorRow), view.UidAt(floorRow + Rows - 1));
            await raw.RunAsync($"UID FETCH {first}:{last} {MailBed.SummaryItems}");
        }));
        var cold = await Stopwatching.MedianAsync(Runs, async _ =>
        {
            firstRow += step;
            await listing.WindowAsync(account, view, firstRow, Rows, CancellationToken.None);
        });
        firstRow = 0;
        var warm = await Stopwatching.MedianAsync(Runs, async _ =>
        {
            firstRow += step;
            await listing.WindowAsync(account, view, firstRow, Rows, CancellationToken.None);
        });

        report.Add($"{Rows} rows anywhere, never seen", floor, cold, "2");
        report.Add($"{Rows} rows anywhere, seen before", floor, warm, "0 (no IMAP)");
    }
}
