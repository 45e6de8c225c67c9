using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Webmail.Mail;
using Webmail.Web.Hosting;
using Xunit;

namespace Webmail.Web.Tests.Hosting;

// Whoever listens to activities hears those of the whole process.
[Collection("activities")]
public sealed class TraceScopeTests
{
    [Fact]
    public void A_line_tells_its_trace_and_none_of_the_scopes_around_it()
    {
        var lines = new ScopesOfLines();
        using var services = new ServiceCollection().AddLogging(logging => logging.AddProvider(lines))
            .AddSingleton<IExternalScopeProvider, TraceScope>().BuildServiceProvider();
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("test");

        using (logger.BeginScope(new Dictionary<string, object> { ["RequestPath"] = "/mail/abc/Divorce" }))
        {
            logger.LogInformation("before");
            using var request = new Activity("request").Start();
            logger.LogInformation("within");
            Assert.Equal(["", $"trace {request.TraceId} span {request.SpanId}"], lines.All);
        }
    }

    [Fact]
    public void Work_on_mail_that_no_request_began_has_a_trace()
    {
        using var scope = new TraceScope();
        using var source = new ActivitySource(MailTelemetry.Name);
        var traces = new List<object?>();

        using (var work = source.StartActivity("work"))
        {
            Assert.NotNull(work);
            Assert.False(work.Recorded);
            scope.ForEachScope(static (trace, list) => list.Add(trace), traces);
            Assert.Contains(new KeyValuePair<string, object?>("TraceId", work.TraceId.ToHexString()), Assert.IsAssignableFrom<IEnumerable<KeyValuePair<string, object?>>>(Assert.Single(traces)));
        }
    }

    private sealed class ScopesOfLines : ILoggerProvider, ILogger, ISupportExternalScope
    {
        private readonly ConcurrentQueue<string> _lines = new();
        private IExternalScopeProvider? _scopes;

        public IEnumerable<string> All => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => _scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scopes = new List<string>();
            _scopes?.ForEachScope(static (scope, list) => list.Add($"{scope}"), scopes);
            _lines.Enqueue(string.Join(' ', scopes));
        }

        public void Dispose()
        {
            // Holds nothing.
        }
    }
}
