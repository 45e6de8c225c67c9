using System.Globalization;
using System.Text.RegularExpressions;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

public sealed class MetricsTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_day_at_the_mailbox_is_in_the_metrics_and_nobody_in_it()
    {
        var port = LoopbackPort.Free(1)[0];
        await using var server = await new WebmailServer(demo.Mail, new Dictionary<string, string>
        {
            ["Webmail__Metrics__Port"] = port.ToString(CultureInfo.InvariantCulture),
        }).StartAsync(Token);
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("First-Nk3v"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        await demo.Mail.DeliverAsync(user, Letters.Plain("Pushed-Wq8z"), Token);
        await mail.Row("Pushed-Wq8z").WaitForAsync();

        var metrics = await UntilAsync(port, "webmail_push_duration_seconds_count{");

        Assert.Equal(1, Value(metrics, "webmail_sign_ins_total", "webmail_sign_in_outcome=\"SignedIn\""));
        Assert.Equal(1, Value(metrics, "aspnetcore_components_circuit_active", ""));
        Assert.Equal(1, Value(metrics, "aspnetcore_components_circuit_connected", ""));
        Assert.Equal(1, Value(metrics, "webmail_imap_connections", "webmail_imap_connection_state=\"watching\""));
        Assert.True(Value(metrics, "webmail_imap_command_duration_seconds_count", "webmail_imap_command=\"UID FETCH\"") >= 1);
        Assert.True(Value(metrics, "webmail_imap_connection_wait_time_seconds_count", "webmail_imap_priority=\"interactive\"") >= 1);
        Assert.All(
            new[] { user.Address, user.Address.Split('@')[0], "First-Nk3v", "Pushed-Wq8z", "INBOX" },
            secret => Assert.DoesNotContain(secret, metrics, StringComparison.OrdinalIgnoreCase));
    }

    // The row is on the page before the server hears that it is.
    private static async Task<string> UntilAsync(int port, string wanted)
    {
        using var http = new HttpClient();
        while (true)
        {
            var metrics = await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"), Token);
            if (metrics.Contains(wanted, StringComparison.Ordinal))
                return metrics;
            await Task.Delay(200, Token);
        }
    }

    private static double Value(string metrics, string name, string label)
    {
        var line = Regex.Match(metrics, $@"^{name}\{{[^}}]*{Regex.Escape(label)}[^}}]*\}} (\S+)", RegexOptions.Multiline);
        Assert.True(line.Success, $"{name} {label} is missing in:\n{metrics}");
        return double.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
