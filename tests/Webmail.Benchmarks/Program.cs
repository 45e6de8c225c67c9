using System.Globalization;
using Webmail.Benchmarks;
using Webmail.Benchmarks.Load;
using Webmail.Benchmarks.Scenarios;

// usage: dotnet run -c Release --project tests/Webmail.Benchmarks [--messages N] [--users N] [scenario …]
//        dotnet run -c Release --project tests/Webmail.Benchmarks load [--idle N] [--active N] [--inbox N] [--minutes N] [--pause SECONDS]
//        dotnet run -c Release --project tests/Webmail.Benchmarks newsletter
var messages = Option("--messages", 100_000);
var users = Option("--users", 200);
var names = args.Where((a, i) => !a.StartsWith("--", StringComparison.Ordinal) && (i == 0 || !args[i - 1].StartsWith("--", StringComparison.Ordinal))).ToHashSet();

var report = new Report();
if (names.Remove("load"))
{
    await ManyUsers.RunAsync(report, new LoadSize(
        Option("--idle", 500), Option("--active", 100), Option("--inbox", 10_000),
        TimeSpan.FromMinutes(Option("--minutes", 3)), TimeSpan.FromSeconds(Option("--pause", 10))));
    if (names.Count == 0)
    {
        report.Print(Console.Out);
        return 0;
    }
}

if (names.Remove("newsletter"))
{
    await ALargeNewsletter.RunAsync(report);
    if (names.Count == 0)
    {
        report.Print(Console.Out);
        return 0;
    }
}

await using var bed = await MailBed.StartAsync(messages);
foreach (var (name, run) in new (string, Func<Task>)[]
{
    ("open", () => OpeningAMailbox.RunAsync(bed, report)),
    ("window", () => AWindowAnywhere.RunAsync(bed, report)),
    ("message", () => AMessageWithALargeAttachment.RunAsync(bed, report)),
    ("bulk", () => ManyMessagesAtOnce.RunAsync(bed, report)),
    ("idle", () => IdleUsers.RunAsync(bed, report, users)),
})
{
    if (names.Count == 0 || names.Contains(name))
        await run();
}

report.Print(Console.Out);
return 0;

int Option(string name, int fallback)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : fallback;
}
