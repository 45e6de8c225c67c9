using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MailKit;
using MailKit.Net.Imap;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;

namespace Webmail.Mail.Snapshots;

/// <summary>A mailbox of the other server, opened.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Folder">MailKit's folder.</param>
internal sealed record TargetMailbox(MailboxName Name, IMailFolder Folder)
{
    private static readonly SearchValues<char> AtomSpecials = SearchValues.Create("(){%*\"\\] ");

    /// <summary>Whether messages keep a keyword there. What is no atom (RFC 9051 section 9) is not sent anywhere.</summary>
    public bool Keeps(string keyword) => Ascii.IsValid(keyword) && !keyword.Any(char.IsControl) && !keyword.AsSpan().ContainsAny(AtomSpecials)
        && (Folder.PermanentFlags.HasFlag(MailKit.MessageFlags.UserDefined)
            || Folder.PermanentKeywords.Contains(keyword, StringComparer.OrdinalIgnoreCase));
}

/// <summary>The account that gets the copies: one connection, made anew when it broke.</summary>
internal sealed class TargetAccount(ImapConnector connector, MailAccount account, Credentials credentials, ImapConnection first) : IAsyncDisposable
{
    private const int AppendsBetweenNoOps = 16;

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private ImapConnection? _connection = first;
    private int _appends;

    /// <summary>The largest message the server takes (RFC 7889); <see langword="null"/> when it does not say.</summary>
    public long? AppendLimit => _connection?.Client.AppendLimit;

    /// <summary>The delimiter of the user's own mailboxes; '\0' where there are no levels.</summary>
    public Task<char> DelimiterAsync(CancellationToken token) => RunAsync(
        static (connection, _) => Task.FromResult(Root(connection.Client).DirectorySeparator), token);

    /// <summary>The mailbox with these levels, opened; <see langword="null"/> when there is none.</summary>
    public Task<TargetMailbox?> FindAsync(ImmutableArray<string> levels, CancellationToken token) => RunAsync(
        async (connection, inner) =>
        {
            await ListAsync(connection, inner).ConfigureAwait(false);
            var name = NameOf(connection.Client, levels);
            return name.IsInbox || _known.Contains(name.FullName) ? await OpenAsync(connection, name, inner).ConfigureAwait(false) : null;
        },
        token);

    /// <summary>Makes the mailbox with these levels and those above it where they are missing, and opens it.</summary>
    /// <returns>The mailbox, and the levels it was given: a name that the server refuses is replaced by a plain one.</returns>
    public Task<(TargetMailbox Mailbox, ImmutableArray<string> Levels)> MakeAsync(ImmutableArray<string> levels, CancellationToken token) => RunAsync(
        async (connection, inner) =>
        {
            await ListAsync(connection, inner).ConfigureAwait(false);
            for (var depth = 1; depth <= levels.Length; depth++)
            {
                var name = NameOf(connection.Client, levels[..depth]);
                if (name.IsInbox || _known.Contains(name.FullName))
                    continue;
                levels = levels.SetItem(depth - 1, await CreateAsync(connection, levels[..depth], inner).ConfigureAwait(false));
            }

            return (await OpenAsync(connection, NameOf(connection.Client, levels), inner).ConfigureAwait(false), levels);
        },
        token);

    /// <summary>What is in an opened mailbox.</summary>
    public Task<IReadOnlyList<IndexedMessage>> IndexAsync(TargetMailbox mailbox, CancellationToken token) => RunAsync<IReadOnlyList<IndexedMessage>>(
        async (_, inner) =>
        {
            var uids = await MessageIndex.UidsAsync(mailbox.Folder, inner).ConfigureAwait(false);
            var messages = new List<IndexedMessage>(uids.Count);
            foreach (var some in uids.Chunk(MessageIndex.Window))
                messages.AddRange(await MessageIndex.ReadAsync(mailbox.Folder, some, inner).ConfigureAwait(false));
            return messages;
        },
        token);

    /// <summary>Whether several messages go into one command, of which all or none arrive (RFC 3502).</summary>
    public bool TakesSeveral => (_connection?.Client.Capabilities & ImapCapabilities.MultiAppend) > 0;

    /// <summary>Appends messages in one command; more than one only where it <see cref="TakesSeveral"/>.</summary>
    public Task AppendAsync(TargetMailbox mailbox, IReadOnlyList<TravellingMessage> messages, bool withKeywords, CancellationToken token) =>
        AppendAsync(
            mailbox.Name,
            async (append, inner) =>
            {
                foreach (var message in messages)
                {
                    await append.AnnounceAsync(FlagsOf(message.Flags, mailbox, withKeywords), message.Date, message.Raw!.Length, ask: false, inner)
                        .ConfigureAwait(false);
                    await append.WriteAsync(message.Raw, inner).ConfigureAwait(false);
                }
            },
            token);

    /// <summary>Appends a message whose pieces are fetched one by one while it is sent.</summary>
    public Task AppendAsync(
        TargetMailbox mailbox, TravellingMessage message, IAsyncEnumerable<byte[]> pieces, bool withKeywords, CancellationToken token) => AppendAsync(
        mailbox.Name,
        async (append, inner) =>
        {
            await append.AnnounceAsync(FlagsOf(message.Flags, mailbox, withKeywords), message.Date, message.Size, ask: true, inner).ConfigureAwait(false);
            await foreach (var piece in pieces.WithCancellation(inner).ConfigureAwait(false))
                await append.WriteAsync(piece, inner).ConfigureAwait(false);
        },
        token);

    /// <summary>Gives the connection up: whatever it was doing is in doubt.</summary>
    public async Task DropAsync()
    {
        if (_connection is not { } connection)
            return;
        _connection = null;
        connection.Sacrifice();
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
            await connection.DisposeAsync().ConfigureAwait(false);
        _connection = null;
    }

    private Task<bool> AppendAsync(MailboxName mailbox, Func<AppendCommand, CancellationToken, Task> send, CancellationToken token) => RunAsync(
        async (connection, inner) =>
        {
            var capabilities = connection.Client.Capabilities;
            var append = new AppendCommand(
                connection.Stream!, capabilities.HasFlag(ImapCapabilities.LiteralPlus), capabilities.HasFlag(ImapCapabilities.LiteralMinus));
            try
            {
                append.Begin(mailbox);
                await send(append, inner).ConfigureAwait(false);
                await append.EndAsync(inner).ConfigureAwait(false);
            }
            catch when (append.IsUnderWay)
            {
                // Half a message was sent: only closing the connection keeps the server from taking what follows for the rest.
                await DropAsync().ConfigureAwait(false);
                throw;
            }

            // What the server said of the mailbox meanwhile waits for MailKit: let it read that now and then.
            if (++_appends % AppendsBetweenNoOps == 0)
                await connection.Client.NoOpAsync(inner).ConfigureAwait(false);
            return true;
        },
        token);

    private async Task<T> RunAsync<T>(Func<ImapConnection, CancellationToken, Task<T>> work, CancellationToken token)
    {
        var connection = _connection;
        if (connection is not { IsUsable: true })
        {
            await DropAsync().ConfigureAwait(false);
            _known.Clear();
            connection = _connection = await connector.ConnectAsync(account, credentials, mayCompress: false, token).ConfigureAwait(false);
        }

        connection.Responses.Clear();
        try
        {
            return await work(connection, token).ConfigureAwait(false);
        }
        catch (Exception e) when (ImapFailures.IsAboutMail(e) || ImapFailures.IsAboutConnection(e))
        {
            var failure = ImapFailures.From(e, connection.Responses.LastRefusal);
            if (failure.IsTransient && e is not ImapCommandException)
                await DropAsync().ConfigureAwait(false);
            throw failure;
        }
        catch (OperationCanceledException)
        {
            await DropAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task ListAsync(ImapConnection connection, CancellationToken token)
    {
        if (_known.Count > 0)
            return;
        var client = connection.Client;
        _known.Add(MailboxName.Inbox.FullName);
        if (client.PersonalNamespaces is not [var own, ..])
            return;
        foreach (var folder in await client.GetFoldersAsync(own, cancellationToken: token).ConfigureAwait(false))
        {
            if (!folder.Attributes.HasFlag(FolderAttributes.NonExistent) && !folder.Attributes.HasFlag(FolderAttributes.NoSelect))
                _known.Add(folder.FullName);
        }
    }

    private static async Task<TargetMailbox> OpenAsync(ImapConnection connection, MailboxName name, CancellationToken token)
    {
        var folder = connection.Has(name, MailboxAccess.Write)
            ? await connection.PrepareAsync(name, MailboxAccess.Write, token).ConfigureAwait(false)
            : await connection.SelectAsync(name, MailboxAccess.Write, token).ConfigureAwait(false);
        return new TargetMailbox(name, folder!);
    }

    private async Task<string> CreateAsync(ImapConnection connection, ImmutableArray<string> levels, CancellationToken token)
    {
        var client = connection.Client;
        var above = levels.Length == 1 ? Root(client)
            : await client.GetFolderAsync(NameOf(client, levels[..^1]).FullName, token).ConfigureAwait(false);
        var wanted = levels[^1];
        var plain = TargetNames.Plain(wanted);
        try
        {
            return await CreateAsync(above, wanted, token).ConfigureAwait(false);
        }
        catch (ImapCommandException e) when (plain != wanted && connection.Responses.LastRefusal is { Code: "" or "CANNOT" } && e.Response == ImapCommandResponse.No)
        {
            var name = NameOf(client, levels.SetItem(levels.Length - 1, plain)).FullName;
            return _known.Contains(name) ? plain : await CreateAsync(above, plain, token).ConfigureAwait(false);
        }
    }

    private async Task<string> CreateAsync(IMailFolder above, string level, CancellationToken token)
    {
        var made = await above.CreateAsync(level, isMessageFolder: true, token).ConfigureAwait(false)
            ?? throw new MailException(MailFailure.ServerRefused, level);
        await made.SubscribeAsync(token).ConfigureAwait(false);
        _known.Add(made.FullName);
        return level;
    }

    private static IMailFolder Root(ImapClient client) => client.PersonalNamespaces is [var own, ..]
        ? client.GetFolder(own) : client.Inbox ?? throw new MailException(MailFailure.MailboxGone, MailboxName.Inbox.FullName);

    private static MailboxName NameOf(ImapClient client, ImmutableArray<string> levels)
    {
        if (levels is ["INBOX"])
            return MailboxName.Inbox;
        var root = Root(client);
        var name = string.Join(root.DirectorySeparator, levels);
        return new MailboxName(root.FullName.Length > 0 ? $"{root.FullName}{root.DirectorySeparator}{name}" : name);
    }

    private static string FlagsOf(MessageFlags flags, TargetMailbox mailbox, bool withKeywords)
    {
        var text = new StringBuilder();
        foreach (var flag in (SystemFlags[])[SystemFlags.Seen, SystemFlags.Answered, SystemFlags.Flagged, SystemFlags.Draft])
        {
            if (flags.System.HasFlag(flag))
                text.Append(CultureInfo.InvariantCulture, $"\\{flag} ");
        }

        foreach (var keyword in withKeywords ? flags.Keywords.Where(mailbox.Keeps) : [])
            text.Append(keyword).Append(' ');
        return text.ToString().TrimEnd();
    }
}
