using MailKit;
using MailKit.Search;
using Webmail.Mail.Imap;
using Webmail.Mail.Messages;

namespace Webmail.Mail.Operations;

/// <summary>
/// Does a part of an operation on the server. Before the command that changes something the part is noted, so that whoever comes
/// after a broken connection knows what may have been done (<see cref="ChunkRecovery"/>).
/// </summary>
internal sealed class OperationCommitter(ImapSessionPool pool)
{
    /// <summary>So many messages are looked at one by one: their copies are then known by what they look like.</summary>
    public const int PrintedAtMost = 100;

    /// <summary>More than this is nothing somebody waits for.</summary>
    private const int InteractiveAtMost = 500;

    /// <summary>Does it and returns the finished part.</summary>
    /// <param name="account">Whose messages.</param>
    /// <param name="operation">What to do.</param>
    /// <param name="target">The mailbox they go to.</param>
    /// <param name="uids">The messages this part is about.</param>
    /// <param name="note">Writes down how far it is.</param>
    /// <param name="token">Ends it.</param>
    public Task<Chunk> DoAsync(
        AccountId account, Operation operation, MailboxName? target, UidSet uids, Func<Chunk, Task> note, CancellationToken token) =>
        pool.RunAsync(
            account,
            new ImapRequest(operation.Mailbox, MailboxAccess.Write, PriorityOf(operation)),
            (session, inner) => DoAsync(session, operation, target, uids, note, inner), token);

    /// <summary>Who goes first.</summary>
    public static ImapPriority PriorityOf(Operation operation) =>
        operation.Uids.Count > InteractiveAtMost ? ImapPriority.Background : ImapPriority.Interactive;

    /// <summary>Sets and clears what is noted, on those of the messages that are meant.</summary>
    public static async Task StoreAsync(ImapSession session, IReadOnlyList<FlagEffect> effects, UidSet among, CancellationToken token)
    {
        foreach (var effect in effects)
        {
            var uids = effect.Uids.Intersect(among);
            if (uids.Count == 0)
                continue;
            if (session.Stream is { } stream)
            {
                await StoreRawAsync(stream, effect, uids, token).ConfigureAwait(false);
                continue;
            }

            var request = FlagChange.SystemFlag(effect.Flag) is { } system
                ? new StoreFlagsRequest(ActionOf(effect), MailKitFlags.Write(system))
                : new StoreFlagsRequest(ActionOf(effect), MailKit.MessageFlags.None, [effect.Flag]);
            request.Silent = true;
            await session.Opened.StoreAsync(MessageFetch.ToMailKit(uids), request, token).ConfigureAwait(false);
        }
    }

    // With CONDSTORE even a silent STORE answers with a line per message (RFC 7162 section 3.1.3). All tell the same modification
    // sequence: one is enough for MailKit, whose objects for ten thousand would cost more than the change itself.
    private static async Task StoreRawAsync(ServerStream stream, FlagEffect effect, UidSet uids, CancellationToken token)
    {
        var told = false;
        await RawCommand.RunAsync(
            stream, $"UID STORE {uids} {(effect.Set ? '+' : '-')}FLAGS.SILENT ({effect.Flag})",
            response =>
            {
                if (response.IndexOf(" FETCH ("u8) < 0 || response.IndexOf("FLAGS"u8) >= 0)
                    return false;
                (var first, told) = (!told, true);
                return !first;
            },
            token).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes messages out of the open mailbox: exactly these. Where that cannot be said to the server (no UIDPLUS) they stay marked
    /// \Deleted, and are not shown any more.
    /// </summary>
    public static async Task ExpungeAsync(ImapSession session, UidSet uids, CancellationToken token)
    {
        if (uids.Count == 0)
            return;
        await StoreAsync(session, [new FlagEffect(@"\Deleted", true, uids)], uids, token).ConfigureAwait(false);
        if (session.Features.UidPlus)
            await session.Opened.ExpungeAsync(MessageFetch.ToMailKit(uids), token).ConfigureAwait(false);
    }

    /// <summary>Refuses a mailbox that is another one by now, or cannot be changed.</summary>
    public static void Check(ImapSession session, Operation operation)
    {
        if (session.Opened.UidValidity != operation.UidValidity)
            throw new MailException(MailFailure.MailboxRecreated, operation.Mailbox.FullName);
        if (session.Opened.Access != FolderAccess.ReadWrite && (operation.Leaves || !operation.Flags.IsEmpty))
            throw new MailException(MailFailure.NotPermitted, operation.Mailbox.FullName);
    }

    private static async Task<Chunk> DoAsync(
        ImapSession session, Operation operation, MailboxName? target, UidSet uids, Func<Chunk, Task> note, CancellationToken token)
    {
        Check(session, operation);
        // Of a few it is told when one was gone. STORE to a message that is gone does nothing, and among thousands nobody asks.
        var present = operation.Fate == MessageFate.Stay && uids.Count > PrintedAtMost
            ? uids : await MailboxProbe.FindAsync(session, uids, null, token).ConfigureAwait(false);
        var chunk = new Chunk
        {
            Stage = ChunkStage.Begun,
            Uids = present,
            Missing = uids.Except(present),
            Effects = await EffectsAsync(session, operation.Flags, present, token).ConfigureAwait(false),
        };
        if (present.Count == 0)
            return chunk with { Stage = ChunkStage.Done };
        var folder = target is { } name ? await TargetAsync(session, name, token).ConfigureAwait(false) : null;
        if (folder is not null)
        {
            chunk = chunk with
            {
                TargetValidity = folder.UidValidity,
                TargetUidNext = folder.UidNext?.Id ?? 0,
                Prints = present.Count <= PrintedAtMost
                    ? await MessagePrints.ReadAsync(session.Opened, present, token).ConfigureAwait(false) : [],
            };
        }

        var noted = note(chunk);
        // Flags say how messages shall be: to set them again does no harm, so they need not wait for the note.
        if (operation.Fate != MessageFate.Stay)
            await noted.ConfigureAwait(false);
        await StoreAsync(session, chunk.Effects, present, token).ConfigureAwait(false);
        await noted.ConfigureAwait(false);
        await RequireStoredAsync(session, operation.Flags, chunk.Effects, token).ConfigureAwait(false);
        if (folder is not null)
            chunk = await TransferAsync(session, operation, folder, chunk, note, token).ConfigureAwait(false);
        else if (operation.Fate == MessageFate.Expunge)
            await ExpungeAsync(session, present, token).ConfigureAwait(false);
        return chunk with { Stage = ChunkStage.Done };
    }

    private static async Task<Chunk> TransferAsync(
        ImapSession session, Operation operation, IMailFolder target, Chunk chunk, Func<Chunk, Task> note, CancellationToken token)
    {
        var uids = MessageFetch.ToMailKit(chunk.Uids);
        if (operation.Fate == MessageFate.Move && session.Features.Move)
            return WithCopies(chunk, await session.Opened.MoveToAsync(uids, target, token).ConfigureAwait(false));

        chunk = WithCopies(chunk, await session.Opened.CopyToAsync(uids, target, token).ConfigureAwait(false));
        if (operation.Fate == MessageFate.Move)
        {
            // COPY is done for all or for none (RFC 9051 section 6.4.7): from here on only the originals are left to go.
            await note(chunk with { Stage = ChunkStage.Copied }).ConfigureAwait(false);
            await ExpungeAsync(session, chunk.Uids, token).ConfigureAwait(false);
        }

        return chunk;
    }

    /// <summary>The part with the copies the server told of (COPYUID, RFC 4315).</summary>
    private static Chunk WithCopies(Chunk chunk, UniqueIdMap map) =>
        ChunkRecovery.WithCopies(chunk, map.ToDictionary(static pair => new Uid(pair.Key.Id), static pair => new Uid(pair.Value.Id)));

    private static async Task<IMailFolder> TargetAsync(ImapSession session, MailboxName name, CancellationToken token)
    {
        try
        {
            var folder = name.IsInbox && session.Client.Inbox is { } inbox
                ? inbox : await session.Client.GetFolderAsync(name.FullName, token).ConfigureAwait(false);
            if (folder == session.Opened)
                throw new MailException(MailFailure.ServerRefused, name.FullName);
            await folder.StatusAsync(StatusItems.UidNext | StatusItems.UidValidity, token).ConfigureAwait(false);
            return folder;
        }
        catch (FolderNotFoundException e)
        {
            throw new MailException(MailFailure.MailboxGone, name.FullName, e);
        }
    }

    // Undo must give back what was there: only those that change are noted.
    private static async Task<IReadOnlyList<FlagEffect>> EffectsAsync(
        ImapSession session, FlagChange change, UidSet present, CancellationToken token)
    {
        var effects = new List<FlagEffect>();
        foreach (var (flag, set) in change.Add.Select(static flag => (flag, true)).Concat(change.Remove.Select(static flag => (flag, false))))
        {
            if (set && !Accepts(session.Opened, flag))
            {
                if (change.KeywordsOptional)
                    continue;
                throw new MailException(MailFailure.KeywordRefused, flag);
            }

            var uids = await MailboxProbe.FindAsync(session, present, QueryOf(flag, !set), token).ConfigureAwait(false);
            if (uids.Count > 0)
                effects.Add(new FlagEffect(flag, set, uids));
        }

        return effects;
    }

    private static bool Accepts(IMailFolder folder, string flag)
    {
        if (FlagChange.SystemFlag(flag) is { } system)
            return (folder.PermanentFlags & MailKitFlags.Write(system)) != 0;
        return (folder.PermanentFlags & MailKit.MessageFlags.UserDefined) != 0
            || folder.PermanentKeywords.Contains(flag, StringComparer.OrdinalIgnoreCase);
    }

    // A server whose limit of keywords is reached may say OK and keep nothing.
    private static async Task RequireStoredAsync(
        ImapSession session, FlagChange change, IReadOnlyList<FlagEffect> effects, CancellationToken token)
    {
        if (change.KeywordsOptional)
            return;
        foreach (var effect in effects.Where(static effect => effect.Set && FlagChange.SystemFlag(effect.Flag) is null))
        {
            var without = await MailboxProbe.FindAsync(session, effect.Uids, SearchQuery.NotKeyword(effect.Flag), token).ConfigureAwait(false);
            if (without.Count > 0)
                throw new MailException(MailFailure.KeywordRefused, effect.Flag);
        }
    }

    private static SearchQuery QueryOf(string flag, bool set) => FlagChange.SystemFlag(flag) switch
    {
        SystemFlags.Seen => set ? SearchQuery.Seen : SearchQuery.NotSeen,
        SystemFlags.Answered => set ? SearchQuery.Answered : SearchQuery.NotAnswered,
        SystemFlags.Flagged => set ? SearchQuery.Flagged : SearchQuery.NotFlagged,
        SystemFlags.Deleted => set ? SearchQuery.Deleted : SearchQuery.NotDeleted,
        SystemFlags.Draft => set ? SearchQuery.Draft : SearchQuery.NotDraft,
        _ => set ? SearchQuery.HasKeyword(flag) : SearchQuery.NotKeyword(flag),
    };

    private static StoreAction ActionOf(FlagEffect effect) => effect.Set ? StoreAction.Add : StoreAction.Remove;
}
