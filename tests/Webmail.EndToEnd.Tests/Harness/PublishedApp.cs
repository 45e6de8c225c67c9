using Webmail.Testing.Servers;

namespace Webmail.EndToEnd.Tests.Harness;

/// <summary>The product as it is deployed: published once per test run, so that what is measured is what is shipped.</summary>
internal static class PublishedApp
{
    private static readonly Lazy<Task<string>> Assembly = new(PublishAsync);

    /// <summary>Path of the published Webmail.Web.dll.</summary>
    public static Task<string> AssemblyAsync() => Assembly.Value;

    private static async Task<string> PublishAsync()
    {
        var output = Path.Combine(Repository.Root, "artifacts", "e2e", "webmail");
        var project = Path.Combine(Repository.Root, "src", "Webmail.Web", "Webmail.Web.csproj");
        await using var publish = ChildProcess.Start(
            "dotnet", ["publish", project, "-c", "Release", "-o", output, "-v", "quiet", "--nologo"],
            new Dictionary<string, string>(), Repository.Root);
        await publish.CompleteAsync(CancellationToken.None);
        return Path.Combine(output, "Webmail.Web.dll");
    }
}
