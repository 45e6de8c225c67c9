using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Webmail.Benchmarks.Load;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;

namespace Webmail.Benchmarks.Scenarios;

/// <summary>
/// Many people at once, each with a page and its circuit: what the ones cost who only have it open, and how quick it is for those
/// who read. The server is the published one in a process of its own with its default settings; Dovecot, the people and it share
/// the machine.
/// </summary>
internal sealed class ManyUsers(Report report, LoadSize size)
{
    private const string OtherMailbox = "Archive";
    private const int OtherMessages = 1000;
    private const int ComingAtOnce = 8;
    private const double Megabyte = 1 << 20;

    private readonly ConcurrentDictionary<string, int> _errors = new();

    public static async Task RunAsync(Report report, LoadSize size)
    {
        await using var mail = new DovecotServer { Format = "mdbox", Users = size.Idle + size.Active + 2, MaxConnections = 100 };
        await mail.StartAsync(CancellationToken.None);
        await using var webmail = await new WebmailServer(mail).StartAsync(CancellationToken.None);
        var users = await PrepareAsync(mail, size);
        await new ManyUsers(report, size).RunAsync(webmail, users);
    }

    /// <summary>One mailbox is filled and given to everybody.</summary>
    private static async Task<TestUser[]> PrepareAsync(DovecotServer mail, LoadSize size)
    {
        var first = mail.NewUser();
        await MailBed.FillAsync(mail, first, "INBOX", size.Messages);
        await MailBed.FillAsync(mail, first, OtherMailbox, OtherMessages);
        var others = Enumerable.Range(0, size.Idle + size.Active).Select(_ => mail.NewUser()).ToArray();
        foreach (var user in others)
            mail.CopyMail(first, user);
        return [first, .. others];
    }

    private async Task RunAsync(WebmailServer webmail, TestUser[] users)
    {
        var (server, process) = (new Uri(webmail.Url + "/"), new ServerProcess(webmail.ProcessId));
        var people = users.Select((user, i) => (User: user, Person: new HeadlessUser(server, i))).ToArray();
        try
        {
            // One person first: what the server costs before anybody came is not counted as theirs.
            await people[0].Person.OpenAsync(people[0].User, CancellationToken.None);
            await people[0].Person.ReadAsync(people[0].Person.Messages[0], CancellationToken.None);
            var (resident, managed) = (process.Resident, await process.CollectAsync());
            report.Add("resident memory with one user", Megabytes(resident), "");

            await IdleAsync(process, people[1..(1 + size.Idle)], resident, managed);
            if (size.Active > 0)
                await ActiveAsync(process, people[(1 + size.Idle)..]);

            foreach (var lost in people.Select(static p => p.Person.Failure).OfType<Exception>())
                Count(lost);
            report.Add("errors", _errors.IsEmpty ? "0" : string.Join("; ", _errors.Select(static e => $"{e.Value} × {e.Key}")), "0");
        }
        finally
        {
            await Parallel.ForEachAsync(people, async (p, _) => await p.Person.DisposeAsync());
        }
    }

    private async Task IdleAsync(ServerProcess process, (TestUser User, HeadlessUser Person)[] people, long resident, long managed)
    {
        if (people.Length == 0)
            return;
        var (began, processor) = (Stopwatch.GetTimestamp(), process.ProcessorTime);
        await ComeAsync(people);
        var took = Stopwatch.GetElapsedTime(began);
        report.Add($"{people.Length} users sign in and open the INBOX, {ComingAtOnce} at once", Number(took.TotalSeconds, "0") + " s", "");
        report.Add("processor time for each", Number((process.ProcessorTime - processor).TotalMilliseconds / people.Length, "0") + " ms", "");
        report.Add("on the wire for each (without scripts and styles)", Kilobytes(people.Average(static p => p.Person.WireBytes)), "");

        var (moved, before) = (people.Sum(static p => p.Person.WireBytes), process.ProcessorTime);
        await Task.Delay(size.Duration);
        report.Add("on the wire per idle user and minute", Kilobytes((people.Sum(static p => p.Person.WireBytes) - moved) / size.Duration.TotalMinutes / people.Length), "");
        report.Add($"processor of the server, {people.Length} idle", Percent((process.ProcessorTime - before) / size.Duration), "");
        var grown = process.Resident;
        report.Add($"resident memory, {people.Length} idle", Megabytes(grown), "under 1024 MB");
        report.Add("the most it was until then", Megabytes(process.HighestResident), "");
        report.Add("resident memory per idle user", Kilobytes((grown - resident) / (double)people.Length), "");
        report.Add("managed memory per idle user", Kilobytes((await process.CollectAsync() - managed) / (double)people.Length), "");
    }

    private async Task ActiveAsync(ServerProcess process, (TestUser User, HeadlessUser Person)[] people)
    {
        await ComeAsync(people);
        var (messages, lists, scrolls) = (new Latencies(), new Latencies(), new Latencies());
        var (before, generator) = (process.ProcessorTime, Environment.CpuUsage.TotalTime);
        using var end = new CancellationTokenSource(size.Duration);
        await Task.WhenAll(people.Select((p, i) => ReadAsync(p.Person, new Random(i), messages, lists, scrolls, end.Token)));
        report.Add($"{people.Length} active users (something every {Number(size.Pause.TotalSeconds, "0")} s): open a message, p50 / p95 / p99", messages.ToString(), "p50 under 200 ms");
        report.Add("open another folder", lists.ToString(), "");
        report.Add("jump anywhere in the list", scrolls.ToString(), "");
        report.Add("processor of the server (100 % is one core)", Percent((process.ProcessorTime - before) / size.Duration), "");
        report.Add("processor of the people", Percent((Environment.CpuUsage.TotalTime - generator) / size.Duration), "");
        report.Add("resident memory with everybody", Megabytes(process.Resident), "");
    }

    private async Task ComeAsync((TestUser User, HeadlessUser Person)[] people) =>
        await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = ComingAtOnce }, async (p, token) =>
            await TryAsync(() => p.Person.OpenAsync(p.User, token)));

    private async Task ReadAsync(HeadlessUser person, Random random, Latencies messages, Latencies lists, Latencies scrolls, CancellationToken end)
    {
        var (mailbox, row) = (person.Mailbox, 0);
        while (true)
        {
            try
            {
                await Task.Delay(size.Pause * 2 * random.NextDouble(), end);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            // Of ten things six are messages, three are jumps, one is another folder.
            await TryAsync(() => random.Next(10) switch
            {
                < 6 => messages.MeasureAsync(() => person.ReadAsync(Another(person, random), CancellationToken.None)),
                < 9 when mailbox == person.Mailbox => scrolls.MeasureAsync(() => person.ScrollAsync(
                    row = (row + random.Next(size.Messages / 4, size.Messages * 3 / 4)) % (size.Messages - 100), CancellationToken.None)),
                _ => lists.MeasureAsync(() => person.GoToAsync(
                    mailbox = mailbox == person.Mailbox ? person.Mailbox.Replace("INBOX", OtherMailbox, StringComparison.Ordinal) : person.Mailbox,
                    CancellationToken.None)),
            });
        }
    }

    private static string Another(HeadlessUser person, Random random)
    {
        var others = person.Messages.Where(message => message != person.Open).ToArray();
        return others[random.Next(others.Length)];
    }

    // Whatever goes wrong for one person is counted and told; the others go on.
    private async Task TryAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception e)
        {
            Count(e);
        }
    }

    private void Count(Exception e) => _errors.AddOrUpdate($"{e.GetType().Name}: {e.Message}", 1, static (_, n) => n + 1);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Megabytes(double bytes) => Number(bytes / Megabyte, "0") + " MB";

    private static string Kilobytes(double bytes) => Number(bytes / 1024, bytes < 10240 ? "0.0" : "0") + " KB";

    private static string Percent(double share) => Number(share * 100, "0") + " %";
}
