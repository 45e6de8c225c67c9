using System.Text;
using Webmail.Mail.Messages.Packed;
using Webmail.Mail.Tests.Testbed;
using Webmail.Testing;
using Xunit;

namespace Webmail.Mail.Tests.Messages.Packed;

public sealed class TnefFilesTests
{
    private static readonly byte[] Content = [1, 2, 3, 0, 255];

    [Fact]
    public void Files_are_found_with_their_long_names_and_types()
    {
        var tnef = new TnefBytes().Add(TnefBytes.OemCodepage, [.. TnefBytes.Number(1252), .. TnefBytes.Number(0)])
            .File("REPORT~1.PDF", Content, TnefBytes.Long(0x3705, 1), TnefBytes.Named("x-thing"), TnefBytes.Ansi(0x3704, "REPORT~1.PDF"),
                TnefBytes.Unicode(0x3707, "報告 2026.pdf"), TnefBytes.Ansi(0x370E, "application/pdf"))
            .File("old.txt", "second"u8.ToArray()).ToArray();

        var files = TnefFiles.In(tnef);

        Assert.Equal([("報告 2026.pdf", "application/pdf"), ("old.txt", "")], files.Select(static f => (f.Name, f.MediaType)));
        Assert.Equal(Content, tnef.AsSpan(files[0].Offset, files[0].Length).ToArray());
        Assert.Equal("second"u8.ToArray(), tnef.AsSpan(files[1].Offset, files[1].Length).ToArray());
    }

    [Fact]
    public void Names_are_read_in_the_code_page_of_the_sender()
    {
        var tnef = new TnefBytes().Add(TnefBytes.OemCodepage, [.. TnefBytes.Number(1251), .. TnefBytes.Number(0)])
            .File(Encoding.Latin1.GetString(CodePagesEncodingProvider.Instance.GetEncoding(1251)!.GetBytes("отчёт.txt")), Content).ToArray();

        Assert.Equal("отчёт.txt", Assert.Single(TnefFiles.In(tnef)).Name);
    }

    [Fact]
    public void Files_of_a_message_inside_are_listed_with_the_others()
    {
        var inner = new TnefBytes().File("inside.txt", Content).ToArray();
        var tnef = new TnefBytes().File("a message", [], TnefBytes.Message(inner)).File("outside.txt", Content).ToArray();

        Assert.Equal(["inside.txt", "outside.txt"], TnefFiles.In(tnef).Select(static f => f.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not tnef at all")]
    [InlineData("\x78\x9F\x3E\x22")]
    public void What_is_no_TNEF_holds_nothing(string bytes) => Assert.Empty(TnefFiles.In(Encoding.Latin1.GetBytes(bytes)));

    [Fact]
    public void Damage_ends_the_list_and_keeps_what_came_before()
    {
        var tnef = new TnefBytes().File("whole.txt", Content).Add(TnefBytes.AttachRendData, []).Add(TnefBytes.AttachData, Content, uint.MaxValue).ToArray();

        Assert.Equal("whole.txt", Assert.Single(TnefFiles.In(tnef)).Name);
    }

    public static TheoryData<string, byte[]> Bombs()
    {
        var nested = new TnefBytes().File("deep.txt", Content).ToArray();
        for (var i = 0; i < 100; i++)
            nested = new TnefBytes().File("m", [], TnefBytes.Message(nested)).ToArray();
        var many = new TnefBytes();
        for (var i = 0; i < 30_000; i++)
            many.File("f", [1]);
        var empty = new TnefBytes();
        for (var i = 0; i < 300_000; i++)
            empty.Add(0, []);
        byte[] lying = [.. TnefBytes.Number(uint.MaxValue), .. TnefBytes.Number(0x3707101F), .. TnefBytes.Number(uint.MaxValue), .. new byte[4_000_000]];
        return new TheoryData<string, byte[]>
        {
            { "a message in a message, a hundred deep", nested },
            { "thirty thousand files", many.ToArray() },
            { "many attributes of nothing", empty.ToArray() },
            { "four billion values of nothing", new TnefBytes().Add(TnefBytes.AttachmentProperties, lying).ToArray() },
            { "a name without end", new TnefBytes().File("x", Content, TnefBytes.Unicode(0x3707, new string('n', 5_000_000))).ToArray() },
        };
    }

    [Theory]
    [MemberData(nameof(Bombs), DisableDiscoveryEnumeration = true)]
    public void A_bomb_costs_little(string name, byte[] tnef)
    {
        IReadOnlyList<TnefFile> files = [];

        var cost = Cost.Of(() => files = TnefFiles.In(tnef));

        cost.AssertBearable(name);
        Assert.InRange(files.Count, 0, TnefFiles.MaxFiles);
        Assert.All(files, static file => Assert.InRange(file.Name.Length, 0, 4096));
    }

    [Fact]
    public void Whatever_the_bytes_are_every_file_lies_inside_them()
    {
        var seeds = new[]
        {
            new TnefBytes().File("a.txt", Content, TnefBytes.Unicode(0x3707, "long name.txt"), TnefBytes.Named("n"), TnefBytes.Long(1, 2)).File("b", Content).ToArray(),
            new TnefBytes().File("m", [], TnefBytes.Message(new TnefBytes().File("in.txt", Content).ToArray())).ToArray(),
        };
        Mutation.Run(1_500, random =>
        {
            var tnef = Mutation.Of(seeds[random.Next(seeds.Length)], random);
            foreach (var file in TnefFiles.In(tnef))
                _ = tnef.AsSpan(file.Offset, file.Length);
        });
    }
}
