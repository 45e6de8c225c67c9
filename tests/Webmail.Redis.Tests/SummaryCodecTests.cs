using System.Collections.Immutable;
using System.Text.Json;
using CsCheck;
using Webmail.Mail;
using Webmail.Mail.Messages;
using Xunit;

namespace Webmail.Redis.Tests;

public sealed class SummaryCodecTests
{
    // Lone surrogates are no text; everything else is.
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char['\0', '\uD7FF'], 0, 60],
        Gen.OneOf(Gen.Const(""), Gen.Const("件名"), Gen.Const("👋🏽"), Gen.Const("a\r\nb"), Gen.Const(new string('x', 5000))));

    private static readonly Gen<ImmutableArray<Address>> Addresses =
        Gen.Select(Text, Text, static (name, email) => new Address(name, email)).Array[0, 4].Select(ImmutableArray.Create);

    private static readonly Gen<DateTimeOffset> Time = Gen.Select(
        Gen.Long[0, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay], Gen.Int[-14 * 60, 14 * 60],
        static (ticks, minutes) => new DateTimeOffset(Math.Max(ticks, TimeSpan.TicksPerDay), TimeSpan.FromMinutes(minutes)));

    private static readonly Gen<Envelope> Envelopes = Gen.Select(
        Gen.Select(Time.Nullable(), Text, Text, Text),
        Gen.Select(Addresses, Addresses, Addresses), Gen.Select(Addresses, Addresses, Addresses),
        static (head, first, second) => new Envelope
        {
            Date = head.Item1,
            Subject = head.Item2,
            MessageId = head.Item3,
            InReplyTo = head.Item4,
            From = first.Item1,
            Sender = first.Item2,
            ReplyTo = first.Item3,
            To = second.Item1,
            Cc = second.Item2,
            Bcc = second.Item3,
        });

    private static readonly Gen<CachedSummary> Rows = Gen.Select(
        Gen.Select(Gen.UInt, Envelopes, Time, Gen.Long),
        Gen.Select(Gen.Bool, Gen.Bool, Text, Text),
        Gen.Select(Gen.Int[0, 31], Text.Array[0, 4], Gen.ULong),
        static (one, two, three) => new CachedSummary(
            new MessageSummary
            {
                Uid = new Uid(one.Item1),
                Envelope = one.Item2,
                InternalDate = one.Item3,
                Size = one.Item4,
                HasAttachment = two.Item1,
                IsBulk = two.Item2,
                Preview = two.Item3,
                Language = two.Item4,
                Flags = new MessageFlags((SystemFlags)three.Item1, [.. three.Item2]),
            },
            three.Item3));

    [Fact]
    public void Rows_are_read_as_they_were_written() => Rows.Array[0, 8].Sample(static rows =>
        JsonSerializer.Serialize(rows) == JsonSerializer.Serialize(SummaryCodec.ReadSummaries(SummaryCodec.Write(rows))), iter: 500);

    [Fact]
    public void The_shape_of_a_mailbox_is_read_as_it_was_written() => Gen.Select(
        Gen.UInt, Gen.UInt, Gen.ULong, Gen.UInt[1, uint.MaxValue].Array[0, 40]).Sample(static (validity, next, modSeq, uids) =>
    {
        var mailbox = new CachedMailbox(validity, next, modSeq, UidSet.Of(uids.Select(static uid => new Uid(uid))));
        return mailbox == SummaryCodec.ReadMailbox(SummaryCodec.Write(mailbox));
    });

    [Fact]
    public void Damaged_bytes_are_a_miss_or_other_rows_but_never_an_error() => Gen.Select(
        Rows.Array[1, 3], Gen.Int[0, int.MaxValue], Gen.Byte[1, 255]).Sample(static (rows, place, change) =>
    {
        var bytes = SummaryCodec.Write(rows);
        bytes[place % bytes.Length] ^= change;
        _ = SummaryCodec.ReadSummaries(bytes);
        _ = SummaryCodec.ReadMailbox(bytes);
    });

    [Fact]
    public void Bytes_cut_short_are_a_miss()
    {
        var bytes = SummaryCodec.Write([new CachedSummary(new MessageSummary { Uid = new Uid(1), Envelope = new Envelope() }, 0)]);

        for (var length = 0; length < bytes.Length; length++)
            Assert.Null(SummaryCodec.ReadSummaries(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void Another_version_is_a_miss()
    {
        var bytes = SummaryCodec.Write([new CachedSummary(new MessageSummary { Uid = new Uid(1), Envelope = new Envelope() }, 0)]);
        bytes[0]++;

        Assert.Null(SummaryCodec.ReadSummaries(bytes));
    }

    [Fact]
    public void Sixty_four_ordinary_rows_take_a_few_kilobytes()
    {
        var rows = Enumerable.Range(1, 64).Select(static i => new CachedSummary(
            new MessageSummary
            {
                Uid = new Uid((uint)i),
                Envelope = new Envelope
                {
                    Date = DateTimeOffset.UnixEpoch.AddMinutes(i * 977),
                    Subject = $"Re: Minutes of the meeting number {i * 31}",
                    From = [new Address("Ada Lovelace", "ada@example.org")],
                    To = [new Address("", "list@example.org")],
                    MessageId = $"{i * 7919:x8}.{i * 104729:x8}@mail.example.org",
                },
                InternalDate = DateTimeOffset.UnixEpoch.AddMinutes(i * 977),
                Size = i * 1931,
                Preview = "Thank you for coming; these are the notes I took, please add yours before Friday.",
            },
            7)).ToArray();

        Assert.InRange(SummaryCodec.Write(rows).Length, 500, 6000);
    }
}
