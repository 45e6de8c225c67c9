using System.ComponentModel;
using System.Diagnostics;

namespace Webmail.Testing.Servers;

/// <summary>Runs a program to its end.</summary>
internal static class Program
{
    /// <summary>What the program wrote to its standard output; <see cref="ServerFailedException"/> unless it exits with 0.</summary>
    public static async Task<string> RunAsync(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, CancellationToken token)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        using var process = Start(start);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(token);
        var errors = process.StandardError.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        return process.ExitCode == 0
            ? await output
            : throw new ServerFailedException($"{file} ended with {process.ExitCode}: {(await errors).Trim()}");
    }

    /// <summary>Starts a program, or names it when it is not there.</summary>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new ServerFailedException($"{start.FileName} did not start.");
        }
        catch (Win32Exception notFound)
        {
            throw new ServerFailedException($"{start.FileName} is missing: run tests/testbed/install.sh", notFound);
        }
    }
}
