using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail;
using Webmail.Mail.Messages;
using Webmail.Mail.Messages.Packed;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Webmail.Web.Features.Reading;
using Xunit;

namespace Webmail.Web.Tests.Features.Reading;

/// <summary>
/// A thousand messages damaged at random, on a real server, opened as a reader would: row, message, header, every text as the page its
/// frame shows, attachments. The seed is told when one fails; WEBMAIL_SEED repeats it.
/// </summary>
public sealed class MutatedMessageTests(DovecotServer server) : IClassFixture<DovecotServer>
{
    private const int Messages = 1_000;
    private const int AtOnce = 3;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_damaged_messages_are_all_readable()
    {
        var seed = Mutation.Seed();
        var user = server.NewUser();
        var mutants = Mutants(seed);
        await AppendAsync(user, mutants);
        await using var host = await ReadingHost.StartAsync();
        await host.SignInAsync("session", user.Account, user.Credentials);
        var listing = host.Services.GetRequiredService<MessageListing>();

        var view = await listing.OpenAsync(user.Account.Id, MailboxName.Inbox, Token);
        var rows = await listing.WindowAsync(user.Account.Id, view, 0, view.Count, Token);
        Assert.Equal(Messages, view.Count);
        Assert.DoesNotContain(null, rows);

        await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token }, async (row, _) =>
        {
            try
            {
                await OpenAsync(host, user, view.KeyOf(row!.Uid));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                var raw = Encoding.Latin1.GetString(mutants[(int)row!.Uid.Value - 1]);
                throw new InvalidOperationException($"WEBMAIL_SEED={seed}, message {row.Uid}: {e}\n{raw[..Math.Min(raw.Length, 4_000)]}", e);
            }
        });
    }

    private static async Task OpenAsync(ReadingHost host, TestUser user, MessageKey key)
    {
        var account = user.Account.Id;
        var reader = host.Services.GetRequiredService<MessageReader>();
        var message = await TimedAsync(_ => reader.OpenAsync(account, key, "", Token).AsTask());
        Assert.NotNull(await TimedAsync(_ => reader.ReadHeaderAsync(account, key, "", Token)));
        var capability = host.Issue(new MessageCapability("session", account, key, ""));
        foreach (var text in message.Texts)
        {
            var page = await TimedAsync(theme => GetAsync(host, $"m/{capability}/body/{text.Section}?theme={theme}", "iframe"));
            Assert.Contains("<body", page, StringComparison.Ordinal);
        }

        // Where there is nothing to read, a page says so.
        if (message.Texts.IsEmpty)
            Assert.Contains("<body", await TimedAsync(_ => GetAsync(host, $"m/{capability}/print", "document")), StringComparison.Ordinal);
        var packed = host.Services.GetRequiredService<PackedFiles>();
        foreach (var attachment in message.Attachments)
        {
            Assert.NotEmpty(attachment.FileName);
            if (PackedFiles.MayHold(attachment))
                await TimedAsync(_ => packed.ListAsync(account, key, attachment, Token));
            await TimedAsync(_ => GetAsync(host, $"m/{capability}/part/{attachment.Section}?inline", "document"));
            if (attachment.IsMessage && !message.TooComplex)
                await AllowGoneAsync(() => reader.OpenAsync(account, key, attachment.Section, Token).AsTask());
        }

        await TimedAsync(_ => packed.WithFilesInTextsAsync(account, message, Token));
    }

    /// <summary>
    /// Does something within the time it may take. The machine may have had other things to do, so a slow one is tried again, with
    /// another theme, which nobody rendered before.
    /// </summary>
    private static async Task<T> TimedAsync<T>(Func<string, Task<T>> action)
    {
        foreach (var theme in new[] { "dark", "light", "system" })
        {
            var clock = Stopwatch.StartNew();
            var result = await action(theme).WaitAsync(TimeSpan.FromSeconds(60), Token);
            if (clock.Elapsed < Longest)
                return result;
        }

        throw new TimeoutException($"It took more than {Longest.TotalSeconds} s three times.");
    }

    private static async Task<string> GetAsync(ReadingHost host, string path, string destination)
    {
        using var response = await host.GetAsync(path, "session", destination);
        var body = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, $"{path[path.LastIndexOf('/')..]}: {response.StatusCode} {body}");
        return body;
    }

    // A part that claims to be a message need not be one.
    private static async Task AllowGoneAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (MailException)
        {
            // Told in words.
        }
    }

    private static byte[][] Mutants(int seed)
    {
        var random = new Random(seed);
        var seeds = Directory.GetFiles(Path.Combine(Repository.Root, "tests", "corpus", "mime"), "*.eml").Order(StringComparer.Ordinal)
            .Select(static file => Encoding.Latin1.GetBytes(File.ReadAllText(file, Encoding.Latin1).Replace("\n", "\r\n", StringComparison.Ordinal))).ToArray();
        Assert.NotEmpty(seeds);
        // NUL may not be in a message on a server (RFC 9051 section 4.3).
        return [.. Enumerable.Range(0, Messages).Select(i => Mutation.Of(seeds[i % seeds.Length], random).Where(static b => b != 0).DefaultIfEmpty((byte)'x').ToArray())];
    }

    /// <summary>Puts messages into INBOX in order, byte for byte.</summary>
    private async Task AppendAsync(TestUser user, IEnumerable<byte[]> messages)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", server.ImapPort, Token);
        var stream = socket.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"a LOGIN {user.Address} {user.Password}\r\n"), Token);
        await UntilAsync(reader, "a OK");
        foreach (var some in messages.Chunk(100))
        {
            // MULTIAPPEND (RFC 3502).
            using var command = new MemoryStream();
            command.Write("b APPEND INBOX"u8);
            foreach (var message in some)
            {
                command.Write(Encoding.ASCII.GetBytes($" {{{message.Length}+}}\r\n"));
                command.Write(message);
            }

            command.Write("\r\n"u8);
            command.Position = 0;
            await command.CopyToAsync(stream, Token);
            await UntilAsync(reader, "b OK");
        }
    }

    private static async Task UntilAsync(StreamReader reader, string answer)
    {
        while (await reader.ReadLineAsync(Token) is { } line)
        {
            if (line.StartsWith(answer, StringComparison.Ordinal))
                return;
            Assert.False(line.StartsWith(answer[..2], StringComparison.Ordinal), line);
        }

        throw new IOException("The server closed the connection.");
    }
}
