using System.Text;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

public sealed class SecretsAtRestTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Neither_the_store_nor_the_data_directory_nor_the_browser_tells_anything(bool ownRedis)
    {
        await using var redis = new RedisServer();
        var settings = new Dictionary<string, string>();
        if (ownRedis)
        {
            await redis.InitializeAsync();
            settings["Webmail__Redis__Configuration"] = redis.Configuration;
        }

        await using var server = await new WebmailServer(demo.Mail, settings).StartAsync(Token);
        var user = await demo.Mail.ChangePasswordAsync(demo.Mail.NewUser(), "pass-Zk3vQ9wX", Token);
        await demo.Mail.DeliverAsync(user, Letters.Plain("Subject-Hq7LmT2", from: "Sender <sender-b8Xc@example.test>"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.OpenAsync("Subject-Hq7LmT2");
        string[] secrets = [user.Password, "Subject-Hq7LmT2", "sender-b8Xc", user.Address];

        if (ownRedis)
            AssertSilent(await DumpAsync(redis), secrets);
        await server.KillAsync();
        foreach (var file in Directory.EnumerateFiles(server.DataDirectory, "*", SearchOption.AllDirectories).Where(static f => !f.EndsWith(".sock", StringComparison.Ordinal)))
            AssertSilent(await File.ReadAllBytesAsync(file, Token), secrets);

        var cookies = await context.CookiesAsync();
        var session = Assert.Single(cookies, static c => c.Name.EndsWith("webmail", StringComparison.Ordinal));
        Assert.True(session.HttpOnly);
        Assert.All(cookies, cookie => Assert.DoesNotContain(secrets, secret => cookie.Value.Contains(secret, StringComparison.Ordinal)));
    }

    private static async Task<byte[]> DumpAsync(RedisServer redis)
    {
        var dump = new StringBuilder();
        foreach (var key in (await redis.CommandAsync(["KEYS", "*"], Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            dump.AppendLine(key).AppendLine(await redis.CommandAsync(["DUMP", key], Token));
        Assert.NotEqual(0, dump.Length);
        return Encoding.UTF8.GetBytes(dump.ToString());
    }

    private static void AssertSilent(byte[] content, string[] secrets)
    {
        Assert.All(secrets, secret => Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret))));
    }
}
