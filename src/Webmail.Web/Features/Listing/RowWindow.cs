using System.Collections.Immutable;
using Webmail.Mail;
using Webmail.Mail.Messages;

namespace Webmail.Web.Features.Listing;

/// <summary>The rows of a view that are on the page.</summary>
/// <param name="View">All rows there are.</param>
/// <param name="First">The row the window begins with, 0 being the newest message.</param>
/// <param name="Rows">The messages; <see langword="null"/> where one vanished before it could be read.</param>
internal sealed record RowWindow(MailboxView View, int First, ImmutableArray<MessageSummary?> Rows)
{
    /// <summary>How many rows a window may hold.</summary>
    public const int Limit = 400;

    /// <summary>The row after the last one.</summary>
    public int End => First + Rows.Length;

    /// <summary>The same rows with newer flags where there are any.</summary>
    public RowWindow With(IReadOnlyDictionary<Uid, MessageFlags> flags)
    {
        if (flags.Count == 0)
            return this;
        var changed = false;
        var rows = Rows.ToBuilder();
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i] is { } row && flags.TryGetValue(row.Uid, out var now) && now != row.Flags)
            {
                rows[i] = row with { Flags = now };
                changed = true;
            }
        }

        return changed ? this with { Rows = rows.ToImmutable() } : this;
    }

    /// <summary>
    /// Where these rows are in a newer view of the same mailbox, so that the reader keeps looking at the same messages. A window
    /// from the top takes in what arrived above it.
    /// </summary>
    public (int First, int Count) In(MailboxView next)
    {
        var survivor = -1;
        var row = -1;
        for (var i = 0; i < Rows.Length && row < 0; i++)
        {
            survivor = i;
            row = next.RowOf(View.UidAt(First + i));
        }

        var first = row < 0 ? Math.Min(First, Math.Max(0, next.Count - Rows.Length)) : Math.Max(0, row - survivor);
        var arrived = row < 0 ? 0 : Math.Max(0, row - survivor - First);
        return First == 0 && row >= 0 && arrived + Rows.Length <= Limit
            ? (0, Math.Min(next.Count, arrived + Rows.Length))
            : (first, Math.Min(next.Count - first, Rows.Length));
    }
}
