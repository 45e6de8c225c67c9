using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Webmail.EndToEnd.Tests.Harness;

/// <summary>A program that runs beside the tests, with its last words kept for when it fails.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 60;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines it wrote.</summary>
    public string LastWords => string.Join('\n', _lines);

    public static ChildProcess Start(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string directory)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var process = new Process { StartInfo = start };
        var child = new ChildProcess(process);
        process.OutputDataReceived += (_, line) => child.Keep(line.Data);
        process.ErrorDataReceived += (_, line) => child.Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Waits until it ends by itself and fails unless it ended well.</summary>
    public async Task CompleteAsync(CancellationToken token)
    {
        await _process.WaitForExitAsync(token);
        if (_process.ExitCode != 0)
            throw new InvalidOperationException($"{_process.StartInfo.FileName} ended with {_process.ExitCode}:\n{LastWords}");
    }

    /// <summary>Asks it to end (SIGTERM).</summary>
    public async Task TerminateAsync(CancellationToken token)
    {
        await using var kill = Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)], new Dictionary<string, string>(), "/");
        await kill.CompleteAsync(token);
    }

    /// <summary>Ends it without a word (kill -9).</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        _lines.Enqueue(line);
        while (_lines.Count > KeptLines)
            _lines.TryDequeue(out _);
    }
}
