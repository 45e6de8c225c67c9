using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Webmail.Mail.SigningIn;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Web.Tests.Hosting;

// Whoever listens to activities hears those of the whole process.
[Collection("activities")]
public sealed class TelemetryTests
{
    private static readonly SignInRequest Attempt = new("mika@lumen.example", "kiln-and-cup", null, null, "Test", false, null);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_are_served_on_a_port_of_their_own_and_on_no_other()
    {
        var port = LoopbackPort.Free(1)[0];
        await using var host = await WholeHost.StartAsync(("Webmail:Metrics:Port", port.ToString(CultureInfo.InvariantCulture)));
        await host.Services.GetRequiredService<SignIn>().SignInAsync(Attempt, Token);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        var metrics = await http.GetStringAsync("/metrics", Token);
        using var page = await http.GetAsync("/signin", Token);
        using var open = await host.SendAsync(HttpMethod.Get, "/metrics", headers: ("Host", $"127.0.0.1:{port}"));

        Assert.Matches("webmail_sign_ins_total\\{[^}]*webmail_sign_in_outcome=\"ServerFailed\"[^}]*\\} [1-9]", metrics);
        Assert.Matches("webmail_imap_connect_failures_total\\{[^}]*error_type=\"ServerUnreachable\"[^}]*\\} [1-9]", metrics);
        Assert.Contains("webmail_imap_connections{", metrics, StringComparison.Ordinal);
        Assert.Contains("dotnet_gc_collections_total{", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("lumen", metrics, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, open.StatusCode);
    }

    [Fact]
    public async Task Without_being_asked_for_nothing_is_collected()
    {
        await using var host = await WholeHost.StartAsync();

        Assert.Null(host.Services.GetService<MeterProvider>());
        Assert.Null(host.Services.GetService<TracerProvider>());
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_the_start_and_names_the_setting()
    {
        await using var collector = await OtlpCollector.StartAsync();
        var taken = new Uri(collector.Url).Port.ToString(CultureInfo.InvariantCulture);

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => WholeHost.StartAsync(("Webmail:Metrics:Port", taken)));

        Assert.Contains("Webmail__Metrics__Port", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Webmail:Metrics:Port", "70000", "Webmail__Metrics__Port")]
    [InlineData("Webmail:Metrics:Address", "everywhere", "Webmail__Metrics__Address")]
    [InlineData("Webmail:DrainSeconds", "-1", "Webmail__DrainSeconds")]
    public async Task A_setting_that_means_nothing_ends_the_start_and_is_named(string key, string value, string named)
    {
        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => WholeHost.StartAsync((key, value)));

        Assert.Contains(named, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Traces_and_metrics_that_leave_the_process_tell_nothing_about_people()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var host = await WholeHost.StartAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        var cookie = await host.SignInAsync();

        using var page = await host.SendAsync(
            HttpMethod.Get, $"/mail/{host.Account.Id}/Divorce-Papers?q=hidden-term", cookie, headers: ("User-Agent", "Odd-Browser/1"));
        using var missing = await host.SendAsync(HttpMethod.Get, "/body/secret-capability/x?k=secret-key", cookie);
        await host.Services.GetRequiredService<SignIn>().SignInAsync(Attempt, Token);
        Assert.True(host.Services.GetRequiredService<TracerProvider>().ForceFlush());
        Assert.True(host.Services.GetRequiredService<MeterProvider>().ForceFlush());

        var (traces, metrics) = (collector.Received("traces"), collector.Received("metrics"));
        Assert.Contains("/mail/{", traces, StringComparison.Ordinal);
        Assert.Contains("http.response.status_code", traces, StringComparison.Ordinal);
        Assert.Contains("Webmail.Mail", traces, StringComparison.Ordinal);
        Assert.Contains("webmail.sign_ins", metrics, StringComparison.Ordinal);
        string[] secrets = ["Divorce", "hidden-term", "secret-capability", "secret-key", "mika", "lumen", "kiln-and-cup", "Odd-Browser", "127.0.0.1:1"];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, traces + metrics, StringComparison.OrdinalIgnoreCase));
    }
}
