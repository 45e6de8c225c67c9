using Microsoft.Extensions.Logging;
using Webmail.Mail.SigningIn;

namespace Webmail.Mail.Tests.SigningIn;

/// <summary>Remembers the lines that fail2ban would read.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILogger
{
    private readonly List<string> _failures = [];

    public IReadOnlyList<string> Failures => _failures;

    public ILogger CreateLogger(string categoryName) =>
        categoryName == SigningInLog.FailureCategory ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _failures.Add(formatter(state, exception));

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }
}
