using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Webmail.Web.Shared;
using Xunit;

namespace Webmail.Web.Tests.Hosting;

public sealed class SecretFilesTests : IDisposable
{
    private readonly DirectoryInfo _secrets = Directory.CreateTempSubdirectory("webmail-secrets-");

    public void Dispose() => _secrets.Delete(recursive: true);

    [Fact]
    public async Task A_file_named_like_a_setting_is_the_setting_and_other_files_are_nobodys_business()
    {
        Write("Webmail__Name", "Post office\n");
        Write("tls.key", "not ours");
        await using var host = await StartAsync(("Webmail:Name", "From the environment"));

        Assert.Equal("Post office", host.Services.GetRequiredService<IOptions<InstanceOptions>>().Value.Name);
    }

    [Fact]
    public async Task A_file_named_like_no_setting_ends_the_start()
    {
        Write("Webmail__Redis__Configuratoin", "redis.example,password=secret");

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync());

        Assert.Contains("Did you mean Webmail__Redis__Configuration?", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret,", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_ends_the_start_and_the_setting_is_named()
    {
        File.CreateSymbolicLink(Path.Combine(_secrets.FullName, "Webmail__Redis__Configuration"), Path.Combine(_secrets.FullName, "gone"));

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync());

        Assert.Contains("Webmail__SecretsDirectory", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_is_not_there_ends_the_start_and_the_setting_is_named()
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(
            () => WholeHost.StartAsync(("Webmail:SecretsDirectory", Path.Combine(_secrets.FullName, "missing"))));

        Assert.Contains("Webmail__SecretsDirectory", e.Message, StringComparison.Ordinal);
    }

    private Task<WholeHost> StartAsync(params (string Key, string Value)[] settings) =>
        WholeHost.StartAsync([.. settings, ("Webmail:SecretsDirectory", _secrets.FullName)]);

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_secrets.FullName, name), content);
}
