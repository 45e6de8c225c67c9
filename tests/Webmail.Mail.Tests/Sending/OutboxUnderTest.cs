using MailKit;
using MailKit.Search;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Webmail.Mail.Composing;
using Webmail.Mail.Imap;
using Webmail.Mail.Sending;
using Webmail.Mail.Tests.Messages;
using Webmail.Testing;
using Webmail.Testing.Servers;

namespace Webmail.Mail.Tests.Sending;

/// <summary>A process with an outbox, in front of a real Postfix, and the eyes of a second client.</summary>
internal sealed class OutboxUnderTest : IAsyncDisposable, IFinishedDrafts
{
    private readonly PostfixServer _server;

    public OutboxUnderTest(PostfixServer server, TestUser user, OutboxStoreInMemory? store = null, TimeProvider? time = null, bool signedIn = true,
        SendingOptions? options = null, Func<Stream, Stream>? over = null)
    {
        (_server, Store, User) = (server, store ?? new OutboxStoreInMemory(), user);
        time ??= TimeProvider.System;
        Mail = new MailUnderTest(server.Mail, user: user, time: time);
        if (!signedIn)
            Mail.Accounts.Remove(user.Account.Id);
        var sending = Options.Create(options ?? new SendingOptions { TimeoutSeconds = 20 });
        var mail = Options.Create(new MailOptions { AllowPrivateServers = true });
        Outbox = new Outbox(
            Store, new SmtpSubmitter(new ServerDialer(mail, time), sending, time) { Over = over }, Mail.Pool, Mail.Mailboxes, Mail.Journal, [this], Mail.Accounts, Mail.Changes,
            time, NullLogger<Outbox>.Instance);
    }

    public TestUser User { get; }

    public MailUnderTest Mail { get; }

    public OutboxStoreInMemory Store { get; }

    public Outbox Outbox { get; }

    public int Finished { get; private set; }

    public Task FinishAsync(AccountId account, string id, CancellationToken token)
    {
        Finished++;
        return Task.CompletedTask;
    }

    /// <summary>A message of this user to some, ready at once.</summary>
    public Submission To(DateTimeOffset notBefore, MessageKey? original, params string[] recipients) =>
        To(notBefore, original, "The kiln opens on Friday.", 1, recipients);

    /// <summary>The same with a text of some length.</summary>
    public Submission To(DateTimeOffset notBefore, MessageKey? original, string text, int times, params string[] recipients)
    {
        var draft = new Draft { Id = Draft.NewId(), From = User.Address, To = recipients, Subject = "Kiln", Text = string.Concat(Enumerable.Repeat(text, times)) };
        var composed = MessageComposer.Compose(draft, TimeProvider.System.GetUtcNow());
        return new Submission
        {
            Id = draft.Id,
            MessageId = composed.MessageId,
            Subject = draft.Subject,
            Sender = composed.Sender,
            Recipients = composed.Recipients,
            Message = composed.Message,
            Copy = composed.Copy,
            NotBefore = notBefore,
            Original = original,
            OriginalMark = original is null ? "" : @"\Answered",
        };
    }

    /// <summary>Waits until a message is in one of these states.</summary>
    public Task<OutboxEntry> UntilAsync(string id, CancellationToken token, params OutboxState[] states) =>
        UntilAsync(id, entry => states.Contains(entry.State), token);

    /// <summary>Waits until a message is as it should be.</summary>
    public async Task<OutboxEntry> UntilAsync(string id, Func<OutboxEntry, bool> isSo, CancellationToken token)
    {
        while (true)
        {
            var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var subscription = Mail.Changes.Subscribe(User.Account.Id, change =>
            {
                if (change is Webmail.Mail.Watching.OutboxChanged)
                    changed.TrySetResult();
            });
            if (Outbox.List(User.Account.Id).FirstOrDefault(entry => entry.Id == id && isSo(entry)) is { } there)
                return there;
            await changed.Task.WaitAsync(token);
        }
    }

    /// <summary>How many messages with this Message-ID somebody has in a mailbox.</summary>
    public async Task<int> CountAsync(TestUser user, string mailbox, string messageId, CancellationToken token)
    {
        using var client = await _server.Mail.ConnectAsync(user, token);
        var folder = mailbox == "INBOX" ? client.Inbox! : await client.GetFolderAsync(mailbox, token);
        await folder.OpenAsync(FolderAccess.ReadOnly, token);
        return (await folder.SearchAsync(SearchQuery.HeaderContains("Message-ID", messageId), token)).Count;
    }

    /// <summary>Waits until somebody has received it.</summary>
    public async Task ReceivedAsync(TestUser user, string messageId, CancellationToken token)
    {
        using var client = await _server.Mail.ConnectAsync(user, token);
        await client.Inbox!.OpenAsync(FolderAccess.ReadOnly, token);
        while ((await client.Inbox.SearchAsync(SearchQuery.HeaderContains("Message-ID", messageId), token)).Count == 0)
        {
            using var arrived = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            client.Inbox.CountChanged += (_, _) => arrived.Cancel();
            await client.IdleAsync(arrived.Token, token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Outbox.StopAsync(CancellationToken.None);
        Outbox.Dispose();
        await Mail.DisposeAsync();
    }
}
