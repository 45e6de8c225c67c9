using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MimeKit;
using Webmail.Testing.Servers;

namespace Webmail.EndToEnd.Tests.Harness;

/// <summary>What tests that send have in common: a webmail in front of a Postfix, people with a mailbox, and what arrived there.</summary>
internal static class Post
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>A webmail that sends over this Postfix, at once unless something else is said.</summary>
    public static async Task<WebmailServer> StartWebmailAsync(this PostfixServer post, CancellationToken token, params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string>
        {
            ["Webmail__Smtp__Host"] = "127.0.0.1",
            ["Webmail__Smtp__Port"] = post.Port.ToString(CultureInfo.InvariantCulture),
            ["Webmail__Smtp__Security"] = "None",
            ["Webmail__Sending__HoldSeconds"] = "0",
        };
        foreach (var (key, value) in more)
            settings[key] = value;
        return await new WebmailServer(post.Mail, settings).StartAsync(token);
    }

    /// <summary>Somebody with a message in the INBOX: its list is shown.</summary>
    public static async Task<TestUser> NewReaderAsync(this PostfixServer post, CancellationToken token)
    {
        var user = post.Mail.NewUser();
        await post.Mail.DeliverAsync(user, Letters.Plain("Welcome"), token);
        return user;
    }

    /// <summary>The only message in a mailbox with a subject, as soon as it is there.</summary>
    public static async Task<MimeMessage> ReceivedAsync(
        this PostfixServer post, TestUser user, string subject, CancellationToken token, string mailbox = "INBOX")
    {
        using var client = await post.Mail.ConnectAsync(user, token);
        var folder = await client.GetFolderAsync(mailbox, token);
        return await folder.GetMessageAsync(await ArrivedAsync(client, folder, subject, token), token);
    }

    /// <summary>What a script of Python makes of it: JSON.</summary>
    public static async Task<JsonElement> ReadByPythonAsync(this PostfixServer post, TestUser user, string subject, string script, CancellationToken token)
    {
        using var client = await post.Mail.ConnectAsync(user, token);
        var raw = await client.Inbox!.GetStreamAsync(await ArrivedAsync(client, client.Inbox, subject, token), token);
        var start = new ProcessStartInfo("python3", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        using var python = Process.Start(start)!;
        await raw.CopyToAsync(python.StandardInput.BaseStream, token);
        python.StandardInput.Close();
        var read = await python.StandardOutput.ReadToEndAsync(token);
        return JsonDocument.Parse(read.Replace("\\r\\n", "\\n", StringComparison.Ordinal)).RootElement;
    }

    private static async Task<UniqueId> ArrivedAsync(ImapClient client, IMailFolder folder, string subject, CancellationToken token)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
        patience.CancelAfter(Patience);
        await folder.OpenAsync(FolderAccess.ReadOnly, patience.Token);
        while (true)
        {
            if (await folder.SearchAsync(SearchQuery.SubjectContains(subject), patience.Token) is [var only])
                return only;
            using var news = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await client.IdleAsync(news.Token, patience.Token);
        }
    }
}
