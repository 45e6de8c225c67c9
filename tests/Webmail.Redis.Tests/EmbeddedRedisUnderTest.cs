using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Webmail.Mail;

namespace Webmail.Redis.Tests;

/// <summary>The embedded server, in the process of the tests.</summary>
public sealed class EmbeddedRedisUnderTest : RedisUnderTest
{
    private EmbeddedRedis? _server;

    protected override string Configuration => "";

    public override Task StartAsync()
    {
        _server = new EmbeddedRedis(
            Options.Create(new MailOptions { DataDirectory = Directory }), NullLogger<EmbeddedRedis>.Instance);
        return _server.StartAsync(CancellationToken.None);
    }

    public override Task StopAsync() => _server?.StopAsync(CancellationToken.None) ?? Task.CompletedTask;
}
