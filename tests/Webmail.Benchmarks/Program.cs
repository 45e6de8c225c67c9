using System.Globalization;
using Webmail.Benchmarks;
using Webmail.Benchmarks.Scenarios;

// usage: dotnet run -c Release --project tests/Webmail.Benchmarks [--messages N] [--users N] [scenario …]
var messages = Option("--messages", 100_000);
var users = Option("--users", 200);
var names = args.Where((a, i) => !a.StartsWith("--", StringComparison.Ordinal) && (i == 0 || !args[i - 1].StartsWith("--", StringComparison.Ordinal))).ToHashSet();

await using var bed = await MailBed.StartAsync(messages);
var report = new Report();
foreach (var (name, run) in new (string, Func<Task>)[]
{
    ("open", () => OpeningAMailbox.RunAsync(bed, report)),
    ("window", () => AWindowAnywhere.RunAsync(bed, report)),
    ("message", () => AMessageWithALargeAttachment.RunAsync(bed, report)),
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
