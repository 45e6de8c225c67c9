using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Webmail.Mail;

/// <summary>
/// What is measured and traced about mail, named as OpenTelemetry wants it. Labels are words of the protocol and of this program:
/// never an account, an address, a mailbox or anything out of a message.
/// </summary>
public static class MailTelemetry
{
    /// <summary>The name of the meters and of the activity source.</summary>
    public const string Name = "Webmail.Mail";

    private static readonly ActivitySource Activities = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    private static readonly Counter<long> SignIns = Meter.CreateCounter<long>(
        "webmail.sign_ins", "{sign_in}", "Attempts to sign in, by how they ended.");

    private static readonly Histogram<double> CommandDuration = Meter.CreateHistogram(
        "webmail.imap.command.duration", "s", "From sending an IMAP command to its tagged answer. IDLE is not counted.", null, Seconds);

    private static readonly Counter<long> ConnectFailures = Meter.CreateCounter<long>(
        "webmail.imap.connect.failures", "{failure}", "Connections to a mail server that could not be made.");

    private static readonly Histogram<double> ConnectionWait = Meter.CreateHistogram(
        "webmail.imap.connection.wait_time", "s", "How long work waited for a connection of its account.", null, Seconds);

    private static readonly Counter<long> CachedRows = Meter.CreateCounter<long>(
        "webmail.header_cache.rows", "{row}", "Rows of lists that were not in memory, by whether the header cache had them.");

    internal static void CountSignIn(string outcome) => SignIns.Add(1, new KeyValuePair<string, object?>("webmail.sign_in.outcome", outcome));

    internal static void CountConnectFailure(MailFailure failure) =>
        ConnectFailures.Add(1, new KeyValuePair<string, object?>("error.type", failure.ToString()));

    internal static void RecordWait(long began, string priority)
    {
        if (ConnectionWait.Enabled)
            ConnectionWait.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("webmail.imap.priority", priority));
    }

    internal static void CountCachedRows(int hits, int misses)
    {
        if (hits > 0)
            CachedRows.Add(hits, new KeyValuePair<string, object?>("webmail.header_cache.result", "hit"));
        if (misses > 0)
            CachedRows.Add(misses, new KeyValuePair<string, object?>("webmail.header_cache.result", "miss"));
    }

    /// <summary>A piece of work on a connection of the pool begins; disposed when it ends. <see langword="null"/> when nobody listens.</summary>
    internal static Activity? BeginWork(string purpose) => Activities.StartActivity(purpose);

    internal static void Failed(Activity? work, MailFailure failure) =>
        work?.SetTag("error.type", failure.ToString()).SetStatus(ActivityStatusCode.Error);

    /// <summary>A command was answered: OK, or with the condition <paramref name="refusal"/> (NO, BAD).</summary>
    internal static void RecordCommand(string verb, long began, string? refusal)
    {
        var traced = Activity.Current is { Recorded: true };
        if (!traced && !CommandDuration.Enabled)
            return;
        var took = Stopwatch.GetElapsedTime(began);
        var tags = new TagList { { "webmail.imap.command", verb } };
        if (refusal is not null)
            tags.Add("error.type", refusal);
        CommandDuration.Record(took.TotalSeconds, tags);
        if (!traced)
            return;
        using var span = Activities.StartActivity(
            verb, ActivityKind.Client, parentContext: default, tags, startTime: TimeProvider.System.GetUtcNow() - took);
        if (refusal is not null)
            span?.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>Has the connections of a pool counted whenever somebody asks, until disposed.</summary>
    internal static IDisposable ObserveConnections(Func<ConnectionCounts> count)
    {
        var meter = new Meter(Name);
        meter.CreateObservableUpDownCounter("webmail.imap.connections", () => States(count()), "{connection}", "Open connections to mail servers.");
        meter.CreateObservableUpDownCounter(
            "webmail.imap.connection.pending_requests", () => count().Waiting, "{request}", "Pieces of work that wait for a connection.");
        return meter;
    }

    private static Measurement<int>[] States(ConnectionCounts counts) =>
        [State(counts.Idle, "idle"), State(counts.Used, "used"), State(counts.Watching, "watching")];

    private static Measurement<int> State(int count, string state) =>
        new(count, new KeyValuePair<string, object?>("webmail.imap.connection.state", state));
}

/// <summary>The connections of a pool at one moment.</summary>
/// <param name="Idle">At rest.</param>
/// <param name="Used">Lent to work.</param>
/// <param name="Watching">Watching an account.</param>
/// <param name="Waiting">Pieces of work that wait for one.</param>
internal readonly record struct ConnectionCounts(int Idle, int Used, int Watching, int Waiting)
{
    public static ConnectionCounts operator +(ConnectionCounts a, ConnectionCounts b) =>
        new(a.Idle + b.Idle, a.Used + b.Used, a.Watching + b.Watching, a.Waiting + b.Waiting);
}
