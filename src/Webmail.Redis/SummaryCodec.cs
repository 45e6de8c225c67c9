using System.Collections.Immutable;
using Webmail.Mail;
using Webmail.Mail.Messages;

namespace Webmail.Redis;

/// <summary>
/// Summaries and mailbox shapes as bytes: a version, then the fields in order, compressed. Raise <see cref="Version"/> with every
/// change of the layout: what another version wrote is a miss.
/// </summary>
internal static class SummaryCodec
{
    /// <summary>The layout written by this code.</summary>
    public const byte Version = 1;

    public static byte[] Write(IReadOnlyCollection<CachedSummary> summaries)
    {
        var writer = new CompactWriter();
        writer.Number((ulong)summaries.Count);
        foreach (var cached in summaries)
            Write(writer, cached);
        return CompressedBytes.Pack(Version, writer.Written);
    }

    /// <summary>What was written; <see langword="null"/> for another version or damaged bytes.</summary>
    public static IReadOnlyList<CachedSummary>? ReadSummaries(ReadOnlySpan<byte> bytes)
    {
        if (CompressedBytes.Unpack(Version, bytes) is not { } plain)
            return null;
        try
        {
            var reader = new CompactReader(plain);
            var summaries = new CachedSummary[reader.Count()];
            for (var i = 0; i < summaries.Length; i++)
                summaries[i] = ReadSummary(ref reader);
            return reader.AtEnd ? summaries : null;
        }
        catch (InvalidDataException)
        {
            return null; // A miss: the mail server is asked instead.
        }
    }

    public static byte[] Write(CachedMailbox mailbox)
    {
        var writer = new CompactWriter();
        writer.Number(mailbox.UidValidity);
        writer.Number(mailbox.UidNext);
        writer.Number(mailbox.HighestModSeq);
        writer.Number((ulong)mailbox.Uids.RangeCount);
        uint before = 0;
        foreach (var (first, last) in mailbox.Uids.Ranges)
        {
            writer.Number(first - before);
            writer.Number(last - first);
            before = last;
        }

        return CompressedBytes.Pack(Version, writer.Written);
    }

    /// <summary>What was written; <see langword="null"/> for another version or damaged bytes.</summary>
    public static CachedMailbox? ReadMailbox(ReadOnlySpan<byte> bytes)
    {
        if (CompressedBytes.Unpack(Version, bytes) is not { } plain)
            return null;
        try
        {
            var reader = new CompactReader(plain);
            var (validity, next, modSeq) = (reader.Number32(), reader.Number32(), reader.Number());
            var ranges = new (uint First, uint Last)[reader.Count()];
            uint before = 0;
            for (var i = 0; i < ranges.Length; i++)
            {
                var first = checked(before + reader.Number32());
                before = checked(first + reader.Number32());
                ranges[i] = (first, before);
            }

            return reader.AtEnd ? new CachedMailbox(validity, next, modSeq, UidSet.OfRanges(ranges)) : null;
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException)
        {
            return null; // A miss: the mail server is asked instead.
        }
    }

    private static void Write(CompactWriter writer, CachedSummary cached)
    {
        var summary = cached.Summary;
        writer.Number(summary.Uid.Value);
        writer.Number(cached.ModSeq);
        writer.Time(summary.InternalDate);
        writer.Signed(summary.Size);
        writer.Number((summary.HasAttachment ? 1u : 0) | (summary.IsBulk ? 2u : 0));
        writer.Text(summary.Preview);
        writer.Text(summary.Language);
        writer.Number((ulong)summary.Flags.System);
        Write(writer, summary.Flags.Keywords.IsDefault ? [] : summary.Flags.Keywords);
        var envelope = summary.Envelope;
        writer.OptionalTime(envelope.Date);
        writer.Text(envelope.Subject);
        writer.Text(envelope.MessageId);
        writer.Text(envelope.InReplyTo);
        Write(writer, envelope.From);
        Write(writer, envelope.Sender);
        Write(writer, envelope.ReplyTo);
        Write(writer, envelope.To);
        Write(writer, envelope.Cc);
        Write(writer, envelope.Bcc);
    }

    private static CachedSummary ReadSummary(ref CompactReader reader)
    {
        var uid = new Uid(reader.Number32());
        var modSeq = reader.Number();
        var internalDate = reader.Time();
        var size = reader.Signed();
        var marks = reader.Number();
        var (preview, language) = (reader.Text(), reader.Text());
        var flags = new MessageFlags((SystemFlags)reader.Number32(), ReadTexts(ref reader));
        var envelope = new Envelope
        {
            Date = reader.OptionalTime(),
            Subject = reader.Text(),
            MessageId = reader.Text(),
            InReplyTo = reader.Text(),
            From = ReadAddresses(ref reader),
            Sender = ReadAddresses(ref reader),
            ReplyTo = ReadAddresses(ref reader),
            To = ReadAddresses(ref reader),
            Cc = ReadAddresses(ref reader),
            Bcc = ReadAddresses(ref reader),
        };
        var summary = new MessageSummary
        {
            Uid = uid,
            Envelope = envelope,
            InternalDate = internalDate,
            Size = size,
            HasAttachment = (marks & 1) != 0,
            IsBulk = (marks & 2) != 0,
            Preview = preview,
            Language = language,
            Flags = flags,
        };
        return new CachedSummary(summary, modSeq);
    }

    private static void Write(CompactWriter writer, ImmutableArray<string> texts)
    {
        writer.Number((ulong)texts.Length);
        foreach (var text in texts)
            writer.Text(text);
    }

    private static void Write(CompactWriter writer, ImmutableArray<Address> addresses)
    {
        writer.Number((ulong)addresses.Length);
        foreach (var address in addresses)
        {
            writer.Text(address.Name);
            writer.Text(address.Email);
        }
    }

    private static ImmutableArray<string> ReadTexts(ref CompactReader reader)
    {
        var texts = ImmutableArray.CreateBuilder<string>(reader.Count());
        for (var i = 0; i < texts.Capacity; i++)
            texts.Add(reader.Text());
        return texts.MoveToImmutable();
    }

    private static ImmutableArray<Address> ReadAddresses(ref CompactReader reader)
    {
        var addresses = ImmutableArray.CreateBuilder<Address>(reader.Count());
        for (var i = 0; i < addresses.Capacity; i++)
            addresses.Add(new Address(reader.Text(), reader.Text()));
        return addresses.MoveToImmutable();
    }
}
