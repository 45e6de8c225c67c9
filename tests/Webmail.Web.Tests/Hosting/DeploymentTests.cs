using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Webmail.Testing.Servers;
using Webmail.Web.Hosting;
using Webmail.Web.Session;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Webmail.Web.Tests.Hosting;

/// <summary>What is handed to administrators says what the program understands.</summary>
public sealed class DeploymentTests
{
    private const string Compose = "deploy/container/compose.yaml";
    private const string Unit = "deploy/systemd/webmail.service";

    // What the host allows a request that is under way when it stops.
    private const int ShutdownSeconds = 30;

    [Theory]
    [InlineData(Compose)]
    [InlineData(Unit)]
    [InlineData("deploy/container/Containerfile")]
    public void Every_setting_is_one(string file)
    {
        var keys = Regex.Matches(Read(file), "Webmail__[A-Za-z_]+").Select(static m => m.Value.Replace("__", ":", StringComparison.Ordinal)).Distinct().ToList();
        Assert.NotEmpty(keys);

        KnownSettings.Check(
            new ConfigurationBuilder().AddInMemoryCollection(keys.Select(static key => KeyValuePair.Create(key, (string?)"x"))).Build(),
            WebmailServices.Settings);
    }

    [Fact]
    public void Every_container_is_sealed_and_watched()
    {
        var services = Map(Root(), "services").Children.Values.Cast<YamlMappingNode>().ToList();

        Assert.Equal(2, services.Count);
        Assert.All(services, static service =>
        {
            Assert.Equal("true", Text(service, "read_only"));
            Assert.Equal(["ALL"], List(service, "cap_drop"));
            Assert.Equal(["no-new-privileges:true"], List(service, "security_opt"));
            Assert.NotEmpty(List(Map(service, "healthcheck"), "test"));
        });
    }

    [Fact]
    public void The_proxy_that_is_trusted_is_the_gateway_and_nobody_else_reaches_the_port()
    {
        var webmail = Map(Map(Root(), "services"), "webmail");
        var network = (YamlMappingNode)Assert.Single((YamlSequenceNode)Map(Map(Map(Root(), "networks"), "front"), "ipam")["config"]);
        var gateway = Text(network, "gateway");

        Assert.Equal(gateway, Text(Map(webmail, "environment"), "Webmail__TrustedProxies"));
        Assert.True(System.Net.IPNetwork.Parse(Text(network, "subnet")).Contains(IPAddress.Parse(gateway)));
        Assert.All(List(webmail, "ports"), static port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        Assert.Equal(["back"], List(Map(Map(Root(), "services"), "redis"), "networks"));
        Assert.Equal("true", Text(Map(Map(Root(), "networks"), "back"), "internal"));
    }

    [Fact]
    public void Nobody_kills_a_server_that_still_lets_pages_go_on()
    {
        var webmail = Map(Map(Root(), "services"), "webmail");
        var longest = new DrainOptions().DrainSeconds + ShutdownSeconds;

        Assert.True(int.Parse(Text(webmail, "stop_grace_period").TrimEnd('s'), null) > longest);
        Assert.True(int.Parse(Regex.Match(Read(Unit), @"^TimeoutStopSec=(\d+)$", RegexOptions.Multiline).Groups[1].Value, null) > longest);
    }

    [Fact]
    public async Task Systemd_understands_the_unit_and_finds_little_exposed()
    {
        var directory = Directory.CreateTempSubdirectory("webmail-unit-");
        try
        {
            // Where dotnet is on this machine is not the unit's business.
            var unit = Path.Combine(directory.FullName, "webmail.service");
            await File.WriteAllTextAsync(
                unit, Read(Unit).Replace("/usr/bin/dotnet", Environment.ProcessPath!, StringComparison.Ordinal), TestContext.Current.CancellationToken);

            Assert.Equal((0, ""), await SystemdAnalyzeAsync("verify", "--man=no", unit));
            var (status, report) = await SystemdAnalyzeAsync("security", "--offline=true", "--threshold=15", "--no-pager", unit);
            Assert.True(status == 0, report);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<(int Status, string Output)> SystemdAnalyzeAsync(params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("systemd-analyze", arguments) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        process.Start();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    private static YamlMappingNode Root()
    {
        var yaml = new YamlStream();
        using var text = new StringReader(Read(Compose));
        yaml.Load(text);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static YamlMappingNode Map(YamlMappingNode node, string key) => (YamlMappingNode)node[key];

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;

    private static IEnumerable<string> List(YamlMappingNode node, string key) => ((YamlSequenceNode)node[key]).Children.Select(static c => ((YamlScalarNode)c).Value!);
}
