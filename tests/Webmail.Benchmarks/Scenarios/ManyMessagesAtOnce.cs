using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail;
using Webmail.Mail.Messages;
using Webmail.Mail.Operations;
using Webmail.Mail.Watching;
using Webmail.Testing.Servers;

namespace Webmail.Benchmarks.Scenarios;

/// <summary>Flagging and moving ten thousand messages through the journal, against the one command that does the same.</summary>
internal static class ManyMessagesAtOnce
{
    private const int Many = 10_000;
    private const int Runs = 12;
    private const string Other = "Other";

    public static async Task RunAsync(MailBed bed, Report report)
    {
        var (raw, ours) = (bed.Mail.NewUser(), bed.Mail.NewUser());
        foreach (var user in new[] { raw, ours })
        {
            await bed.FillAsync(user, Many);
            await using var connection = await bed.FloorAsync(user);
            await connection.RunAsync($"CREATE {Other}");
        }

        await using var floor = await bed.FloorAsync(raw);
        await using var services = await bed.ServicesAsync(ours);
        var acting = new Acting(services, ours);
        await acting.OpenAsync(MailboxName.Inbox);

        // As the product opens it: the answers tell modification sequences (RFC 7162).
        await floor.RunAsync("SELECT INBOX (CONDSTORE)");
        // In turns, so that both see the same machine; a flag is set in one run and taken off in the next.
        var (storeFloor, store) = await InTurnsAsync(
            run => floor.RunAsync($"UID STORE 1:{Many} {(run % 2 == 0 ? '+' : '-')}FLAGS.SILENT (\\Flagged)"),
            async run =>
            {
                var view = await acting.OpenAsync(MailboxName.Inbox);
                return () => acting.DoAsync(run % 2 == 0 ? OperationKind.Flag : OperationKind.Unflag, view, null);
            });
        var (moveFloor, move) = await InTurnsAsync(
            async run =>
            {
                await floor.RunAsync(run % 2 == 0 ? "SELECT INBOX (CONDSTORE)" : $"SELECT {Other} (CONDSTORE)");
                await floor.RunAsync($"UID MOVE 1:* {(run % 2 == 0 ? Other : "INBOX")}");
            },
            async run =>
            {
                var (from, to) = run % 2 == 0 ? (MailboxName.Inbox, new MailboxName(Other)) : (new MailboxName(Other), MailboxName.Inbox);
                var view = await acting.OpenAsync(from);
                return () => acting.DoAsync(OperationKind.Move, view, to);
            });

        report.Add($"flagging {Many:N0} messages", storeFloor, store, "1.5");
        report.Add($"moving {Many:N0} messages", moveFloor, move, "2");
    }

    private static async Task<(double Floor, double Ours)> InTurnsAsync(Func<int, Task> floor, Func<int, Task<Func<Task>>> prepare)
    {
        var times = new List<(double Floor, double Ours)>();
        for (var run = 0; run < Runs; run++)
        {
            // The list is open and up to date, as it is before a person selects all of it.
            var ours = await prepare(run);
            times.Add((await TimeAsync(() => floor(run)), await TimeAsync(ours)));
        }

        return (Median(times.Select(static t => t.Floor)), Median(times.Select(static t => t.Ours)));
    }

    private static async Task<double> TimeAsync(Func<Task> run)
    {
        var start = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(IEnumerable<double> times) => times.Order().ElementAt(Runs / 2);

    private sealed class Acting(IServiceProvider services, TestUser user)
    {
        private readonly OperationJournal _journal = services.GetRequiredService<OperationJournal>();
        private readonly MessageListing _listing = services.GetRequiredService<MessageListing>();
        private int _done;

        public async Task<MailboxView> OpenAsync(MailboxName mailbox)
        {
            var view = await _listing.OpenAsync(user.Account.Id, mailbox, CancellationToken.None);
            await _listing.SynchroniseAsync(user.Account.Id, mailbox, CancellationToken.None);
            return await _listing.OpenAsync(user.Account.Id, mailbox, CancellationToken.None) ?? view;
        }

        public async Task DoAsync(OperationKind kind, MailboxView view, MailboxName? target)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"run{++_done}");
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var subscription = services.GetRequiredService<MailboxChanges>().Subscribe(user.Account.Id, change =>
            {
                if (change is OperationsChanged && _journal.List(user.Account.Id).Any(entry => entry.Operation.Id == id && !entry.IsPending))
                    ended.TrySetResult();
            });
            await _journal.AddAsync(
                user.Account.Id,
                MessageActions.Create(kind, id, (view.Mailbox, view.UidValidity, view.Uids), null, TimeProvider.System.GetUtcNow(), target),
                CancellationToken.None);
            await ended.Task;
        }
    }
}
