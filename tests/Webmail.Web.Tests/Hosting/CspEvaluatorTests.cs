using System.Diagnostics;
using System.Text.Json;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Web.Tests.Hosting;

/// <summary>What Google's evaluator of content security policies (npm package csp_evaluator) finds in ours.</summary>
public sealed class CspEvaluatorTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private static readonly string Sources = Path.Combine(Repository.Root, "tests", "Webmail.Web.Tests", "Csp");
    private static readonly string[] Bad = ["HIGH", "HIGH_MAYBE", "MEDIUM", "SYNTAX"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_policy_of_any_answer_has_a_high_finding()
    {
        await using var all = await EveryKindOfAnswer.CollectAsync(dovecot, Token);
        string[] policies = [.. all.Answers.Select(static a => a.Answer.Headers.TryGetValues("Content-Security-Policy", out var policy) ? string.Join(", ", policy) : $"none: {a.Kind}").Distinct()];
        Assert.DoesNotContain(policies, static policy => policy.StartsWith("none: ", StringComparison.Ordinal));

        var findings = await EvaluateAsync([.. policies, "script-src * 'unsafe-inline'"]);

        // One that is bad shows that the evaluator would find it.
        Assert.Contains(findings[^1], static finding => finding.Severity == "HIGH");
        Assert.Empty(policies.SelectMany((policy, i) => findings[i].Where(static f => Bad.Contains(f.Severity)).Select(f => $"{f.Severity} {f.Text} in {policy}")));
    }

    private static async Task<Finding[][]> EvaluateAsync(string[] policies)
    {
        var work = Directory.CreateTempSubdirectory("wm-csp-");
        try
        {
            foreach (var name in (string[])["package.json", "package-lock.json", ".npmrc", "evaluate.mjs"])
                File.Copy(Path.Combine(Sources, name), Path.Combine(work.FullName, name));
            await RunAsync(work, "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], "");
            var json = await RunAsync(work, "node", ["evaluate.mjs"], JsonSerializer.Serialize(policies));
            return JsonSerializer.Deserialize<Finding[][]>(json, JsonSerializerOptions.Web)!;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static async Task<string> RunAsync(DirectoryInfo at, string program, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = at.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
        await process.StandardInput.WriteAsync(input.AsMemory(), Token);
        process.StandardInput.Close();
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await errors}");
        return await output;
    }

    private sealed record Finding(string Severity, string Text);
}
