using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Webmail.Web.Tests.Hosting;

public sealed class LimitsTests
{
    [Theory]
    [InlineData("Pages", "0", "Webmail__Limits__Pages is 0; it must be between 1 and")]
    [InlineData("SleepingPages", "-1", "Webmail__Limits__SleepingPages is -1; it must be between 0 and")]
    [InlineData("SleepingMinutes", "0", "Webmail__Limits__SleepingMinutes is 0; it must be between 1 and")]
    [InlineData("PageMessageBytes", "1000", "Webmail__Limits__PageMessageBytes is 1000; it must be between 32768 and")]
    [InlineData("RequestBytes", "1", "Webmail__Limits__RequestBytes is 1; it must be between 16384 and")]
    [InlineData("Connections", "1999", "must be at least Webmail__Limits__Pages (2000)")]
    public async Task A_limit_the_server_could_not_work_with_ends_the_start(string key, string value, string said)
    {
        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => WholeHost.StartAsync(($"Webmail:Limits:{key}", value)));

        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MaxPagesPerAccount")]
    [InlineData("MaxPagesPerAddress")]
    public async Task Nobody_can_be_allowed_no_page_at_all(string key)
    {
        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => WholeHost.StartAsync(($"Webmail:{key}", "0")));

        Assert.Contains($"Webmail__{key}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_configured_is_what_pages_and_connections_get()
    {
        await using var host = await WholeHost.StartAsync(
            ("Webmail:Limits:SleepingPages", "7"), ("Webmail:Limits:SleepingMinutes", "11"), ("Webmail:Limits:PageMessageBytes", "65536"),
            ("Webmail:Limits:Connections", "3000"));

        var circuits = host.Services.GetRequiredService<IOptions<CircuitOptions>>().Value;
        Assert.Equal((7, TimeSpan.FromMinutes(11)), (circuits.DisconnectedCircuitMaxRetained, circuits.DisconnectedCircuitRetentionPeriod));
        Assert.Equal(65536, HubOf(host).MaximumReceiveMessageSize);
        var kestrel = host.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        Assert.Equal((3000, 3000), (kestrel.MaxConcurrentConnections, kestrel.MaxConcurrentUpgradedConnections));
    }

    [Theory]
    [InlineData(10, HttpStatusCode.OK)]
    [InlineData(20_000, HttpStatusCode.BadRequest)]
    public async Task A_form_larger_than_any_of_ours_is_not_read(int padding, HttpStatusCode expected)
    {
        await using var host = await WholeHost.StartAsync(("Webmail:Limits:RequestBytes", "16384"));
        using var page = await host.SendAsync(HttpMethod.Get, "/signin");
        var token = Regex.Match(await page.Content.ReadAsStringAsync(), "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        var cookie = page.Headers.GetValues("Set-Cookie").Select(static c => c.Split(';')[0]).Single(static c => c.StartsWith("webmail-form=", StringComparison.Ordinal));

        using var answer = await host.SendAsync(HttpMethod.Post, "/signin", cookie, new FormUrlEncodedContent(
            [new("_handler", "sign-in"), new("__RequestVerificationToken", token), new("Form.Email", new string('x', padding)), new("Form.Password", "x")]));

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Headers_larger_than_any_browsers_are_refused()
    {
        await using var host = await WholeHost.StartAsync();

        using var answer = await host.SendAsync(HttpMethod.Get, "/signin", headers: ("X-Large", new string('x', 40_000)));

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_connection_beyond_the_limit_is_closed_and_those_before_it_go_on()
    {
        await using var host = await WholeHost.StartAsync(("Webmail:Limits:Pages", "2"), ("Webmail:Limits:Connections", "2"));
        var address = host.Client.BaseAddress!;
        using var first = new TcpClient(address.Host, address.Port);
        using var second = new TcpClient(address.Host, address.Port);
        // They count from when the server has accepted them, which an answer shows.
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(first), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(second), StringComparison.Ordinal);
        using var third = new TcpClient(address.Host, address.Port);

        Assert.Equal("", await AskAsync(third));
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(first), StringComparison.Ordinal);
    }

    /// <summary>The answer of the liveness check; empty when the server closed the connection.</summary>
    private static async Task<string> AskAsync(TcpClient client)
    {
        try
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /healthz/live HTTP/1.1\r\nHost: x\r\n\r\n"), TestContext.Current.CancellationToken);
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
            var answer = new StringBuilder();
            // To the end of its body, which is chunked: what is left in the connection would begin the next answer.
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && line != "0")
                answer.AppendLine(line);
            await reader.ReadLineAsync(TestContext.Current.CancellationToken);
            return answer.ToString();
        }
        catch (IOException)
        {
            return "";
        }
    }

    // The hub of circuits is internal to ASP.NET.
    private static HubOptions HubOf(WholeHost host)
    {
        var hub = typeof(CircuitOptions).Assembly.GetType("Microsoft.AspNetCore.Components.Server.ComponentHub", throwOnError: true)!;
        var options = (IOptions<HubOptions>)host.Services.GetRequiredService(typeof(IOptions<>).MakeGenericType(typeof(HubOptions<>).MakeGenericType(hub)));
        return options.Value;
    }
}
