using System.Globalization;
using Microsoft.Extensions.Configuration;
using Webmail.Testing.Servers;
using Webmail.Web.Hosting;
using Xunit;

namespace Webmail.Web.Tests.Hosting;

public sealed class HealthProbeTests
{
    [Theory]
    [InlineData(null, null, "http://localhost:5000/healthz/live")]
    [InlineData(null, "8080", "http://localhost:8080/healthz/live")]
    [InlineData("http://+:81;https://+:444", "8080", "http://localhost:81/healthz/live")]
    [InlineData("http://127.0.0.1:81", null, "http://127.0.0.1:81/healthz/live")]
    [InlineData("http://[::]:81", null, "http://localhost:81/healthz/live")]
    public void It_asks_where_the_server_listens(string? urls, string? ports, string asked) =>
        Assert.Equal(asked, HealthProbe.Url(Environment(urls, ports)));

    [Fact]
    public async Task A_server_that_lives_is_well_and_one_that_is_not_there_is_not()
    {
        await using var host = await WholeHost.StartAsync();
        var nobody = LoopbackPort.Free(1)[0].ToString(CultureInfo.InvariantCulture);

        Assert.Equal(0, await HealthProbe.RunAsync(Environment(host.Client.BaseAddress!.ToString(), null)));
        Assert.Equal(1, await HealthProbe.RunAsync(Environment(null, nobody)));
    }

    private static IConfigurationRoot Environment(string? urls, string? ports) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["ASPNETCORE_URLS"] = urls, ["ASPNETCORE_HTTP_PORTS"] = ports }).Build();
}
