using System.Globalization;

namespace Webmail.Mail.Operations;

/// <summary>Which operations take one back: as operations they are as durable and as careful as it was.</summary>
internal static class UndoPlan
{
    /// <summary>
    /// Whether everything that was done can be taken back. Not what was expunged, nor messages that went where the server did not tell
    /// which they are.
    /// </summary>
    public static bool IsPossible(JournalEntry entry) => entry.Operation.Kind != OperationKind.Undo && Finished(entry).All(chunk => entry.Operation.Fate switch
    {
        MessageFate.Expunge => chunk.Uids.Count == 0,
        MessageFate.Move => chunk.From.Count == chunk.Uids.Count,
        MessageFate.Copy => chunk.To.Count == chunk.Uids.Count,
        _ => true,
    });

    /// <summary>The operations that take back what was done.</summary>
    /// <param name="entry">What was done; at its end.</param>
    /// <param name="id">Names them.</param>
    /// <param name="now">When the user asked.</param>
    public static IReadOnlyList<Operation> Of(JournalEntry entry, string id, DateTimeOffset now)
    {
        var operations = new List<Operation>();
        var done = entry.Operation;
        if (done.Fate == MessageFate.Stay)
        {
            foreach (var group in Finished(entry).SelectMany(static chunk => chunk.Effects).GroupBy(static effect => (effect.Flag, effect.Set)))
                operations.Add(Take(done.Mailbox, done.UidValidity, Union(group.Select(static e => e.Uids)), FlagChange.Of(group.Key.Flag, !group.Key.Set)));
        }
        else if (entry.Target is { } target)
        {
            foreach (var chunk in Joined(entry))
            {
                if (done.Fate == MessageFate.Copy)
                {
                    operations.Add(Take(target, chunk.TargetValidity, chunk.To, FlagChange.None) with { Fate = MessageFate.Expunge });
                    continue;
                }

                foreach (var effect in chunk.Effects)
                    operations.Add(Take(target, chunk.TargetValidity, CopiesOf(chunk, effect.Uids), FlagChange.Of(effect.Flag, !effect.Set)));
                operations.Add(Take(target, chunk.TargetValidity, chunk.To, FlagChange.None) with { Fate = MessageFate.Move, Target = done.Mailbox });
            }
        }

        return operations;

        Operation Take(MailboxName mailbox, uint uidValidity, UidSet uids, FlagChange flags) => new()
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{id}-{operations.Count}"),
            Kind = OperationKind.Undo,
            Mailbox = mailbox,
            UidValidity = uidValidity,
            Uids = uids,
            Flags = flags,
            Made = now,
            Undoes = done.Id,
        };
    }

    private static IEnumerable<Chunk> Finished(JournalEntry entry) => entry.Chunks.Where(static chunk => chunk.Stage == ChunkStage.Done);

    // Parts that follow each other in both mailboxes go back in one.
    private static List<Chunk> Joined(JournalEntry entry)
    {
        var joined = new List<Chunk>();
        foreach (var chunk in Finished(entry).Where(static chunk => chunk.To.Count > 0))
        {
            if (joined.Count > 0 && joined[^1] is var before && before.TargetValidity == chunk.TargetValidity
                && before.From.Last < chunk.From.First && before.To.Last < chunk.To.First)
            {
                joined[^1] = before with
                {
                    Uids = before.Uids.Union(chunk.Uids),
                    From = before.From.Union(chunk.From),
                    To = before.To.Union(chunk.To),
                    Effects = [.. before.Effects.Concat(chunk.Effects).GroupBy(static e => (e.Flag, e.Set)).Select(static group =>
                        new FlagEffect(group.Key.Flag, group.Key.Set, Union(group.Select(static e => e.Uids))))],
                };
            }
            else
            {
                joined.Add(chunk);
            }
        }

        return joined;
    }

    private static UidSet CopiesOf(Chunk chunk, UidSet originals) =>
        originals.Equals(chunk.From) ? chunk.To : UidSet.Of(originals.Select(uid => chunk.To[chunk.From.IndexOf(uid)]));

    private static UidSet Union(IEnumerable<UidSet> sets) => UidSet.OfRanges(sets.SelectMany(static set => set.Ranges));
}
