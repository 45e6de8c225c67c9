using System.Security.Cryptography;
using Webmail.Mail.Accounts;
using Xunit;

namespace Webmail.Mail.Tests.Accounts;

public sealed class SecretsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wm-key-").FullName;

    private string KeyFile => Path.Combine(_directory, "keys", "session.key");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_server_key_is_made_once_and_for_the_owner_only()
    {
        var first = ServerKey.LoadOrCreate(_directory).Derive("test");

        Assert.Equal(first, ServerKey.LoadOrCreate(_directory).Derive("test"));
        Assert.Equal(32, File.ReadAllBytes(KeyFile).Length);
        var key = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(KeyFile)!), file => file != KeyFile);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(key) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task Processes_starting_at_once_agree_on_one_key()
    {
        using var start = new Barrier(8);
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return Convert.ToHexString(ServerKey.LoadOrCreate(_directory).Derive("test"));
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.Single(keys.Distinct());
    }

    [Fact]
    public void A_short_server_key_is_told_in_words()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeyFile)!);
        File.WriteAllBytes(KeyFile, new byte[5]);

        var error = Assert.Throws<InvalidOperationException>(() => ServerKey.LoadOrCreate(_directory));

        Assert.Contains("holds 5 bytes, not 32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_cannot_be_used_is_told_in_words()
    {
        var file = Path.Combine(_directory, "file");
        File.WriteAllText(file, "");

        var error = Assert.Throws<InvalidOperationException>(() => ServerKey.LoadOrCreate(file));

        Assert.Contains("Webmail:DataDirectory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_differ_by_purpose_and_salt()
    {
        var key = ServerKey.LoadOrCreate(_directory);

        Assert.NotEqual(key.Derive("one"), key.Derive("two"));
        Assert.NotEqual(key.Derive("one", [1]), key.Derive("one", [2]));
    }

    [Fact]
    public void A_box_opens_only_unchanged_and_in_its_context()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var box = AuthenticatedCipher.Seal(key, "hello"u8, "here"u8);

        Assert.Equal("hello"u8.ToArray(), AuthenticatedCipher.Open(key, box, "here"u8));
        Assert.Null(AuthenticatedCipher.Open(key, box, "there"u8));
        Assert.Null(AuthenticatedCipher.Open(RandomNumberGenerator.GetBytes(32), box, "here"u8));
        for (var i = 0; i < box.Length; i++)
        {
            var changed = (byte[])box.Clone();
            changed[i] ^= 1;
            Assert.Null(AuthenticatedCipher.Open(key, changed, "here"u8));
            Assert.Null(AuthenticatedCipher.Open(key, box.AsSpan(0, i), "here"u8));
        }
    }

    [Fact]
    public void A_token_survives_the_cookie_and_hides_itself()
    {
        var token = SessionToken.Create();

        Assert.True(SessionToken.TryParse(token.ToCookieValue(), out var read));
        Assert.Equal(token.Key, read.Key);
        Assert.Equal(token.ToCookieValue(), read.ToCookieValue());
        Assert.Equal("***", token.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    public void What_is_no_token_is_not_read(string? cookie) => Assert.False(SessionToken.TryParse(cookie, out _));
}
