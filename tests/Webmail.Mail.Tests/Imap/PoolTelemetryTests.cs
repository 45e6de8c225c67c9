using System.Collections.Concurrent;
using System.Diagnostics;
using Webmail.Mail.Imap;
using Webmail.Testing;
using Webmail.Testing.Imap;
using Xunit;

namespace Webmail.Mail.Tests.Imap;

public sealed class PoolTelemetryTests : IAsyncDisposable
{
    private readonly ScriptedImapServer _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Connections_waits_and_commands_are_measured()
    {
        using var measured = new Measurements(MailTelemetry.Name);
        await using var pool = new TestPool(_server.Server(), maxConnections: 1);
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        var working = pool.RunAsync(new ImapRequest(MailboxName.Inbox), async (_, _) =>
        {
            entered.SetResult();
            await leave.Task;
            return true;
        }, Token);
        await entered.Task.WaitAsync(Token);
        var waiting = pool.NoOpAsync(Token, ImapPriority.Background);

        measured.Observe();
        Assert.Equal(
            ["idle 0", "used 1", "watching 0"],
            measured.All.Where(static m => m.StartsWith("webmail.imap.connections ", StringComparison.Ordinal)).Select(static m => m["webmail.imap.connections ".Length..]));
        Assert.Contains("webmail.imap.connection.pending_requests 1", measured.All);

        leave.SetResult();
        await working;
        await waiting;
        measured.Observe();
        Assert.Contains("webmail.imap.connections idle 1", measured.All);
        Assert.Contains("webmail.imap.connection.pending_requests 0", measured.All);
        Assert.Contains("webmail.imap.connection.wait_time interactive", measured.All);
        Assert.Contains("webmail.imap.connection.wait_time background", measured.All);
        Assert.Contains("webmail.imap.command.duration AUTHENTICATE", measured.All);
        Assert.Contains("webmail.imap.command.duration EXAMINE", measured.All);
        Assert.Contains("webmail.imap.command.duration NOOP", measured.All);
    }

    [Fact]
    public async Task Work_and_its_commands_are_one_trace_without_names()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var test = new Activity("test");
        test.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        test.Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == MailTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == test.TraceId)
                    spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        _server.On("EXAMINE", static (connection, command) => connection.SendAsync($"{command.Tag} NO [NONEXISTENT] no"));
        await using var pool = new TestPool(_server.Server(), user: "private.user");

        await Assert.ThrowsAsync<MailException>(() => pool.NoOpAsync(Token));

        var work = Assert.Single(spans, span => span.ParentSpanId == test.SpanId);
        Assert.Equal("RunAsync", work.OperationName);
        Assert.Equal(ActivityStatusCode.Error, work.Status);
        var examine = Assert.Single(spans, static span => span.OperationName == "EXAMINE");
        Assert.Equal(work.SpanId, examine.ParentSpanId);
        Assert.Equal("NO", examine.GetTagItem("error.type"));
        Assert.Equal(ActivityKind.Client, examine.Kind);
        Assert.DoesNotContain(spans, static span => span.TagObjects.Any(static tag => $"{tag.Value}".Contains("private", StringComparison.Ordinal)));
    }
}
