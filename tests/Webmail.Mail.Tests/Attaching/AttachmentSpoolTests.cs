using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Webmail.Mail.Accounts;
using Webmail.Mail.Attaching;
using Xunit;

namespace Webmail.Mail.Tests.Attaching;

public sealed class AttachmentSpoolTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wm-spool-").FullName;
    private readonly AccountId _account = AccountId.Of("imap.example", 993, "mika");
    private readonly string _draft = DraftAttachment.NewId();
    private readonly string _file = DraftAttachment.NewId();
    private readonly AttachmentSpool _spool;

    public AttachmentSpoolTests() => _spool = NewSpool();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string PathOfFile => Directory.EnumerateFiles(_directory, _file, SearchOption.AllDirectories).Single();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(300_000)]
    public async Task A_file_in_pieces_of_any_size_reads_back_from_anywhere(int size)
    {
        var bytes = RandomNumberGenerator.GetBytes(size);
        _spool.Create(_account, _draft, _file, size);
        var random = new Random(size);
        for (var offset = 0; offset < size;)
        {
            var count = Math.Min(random.Next(1, 100_000), size - offset);
            var file = await NewSpool().AppendAsync(_account, _draft, _file, offset, new MemoryStream(bytes, offset, count), Token);
            offset += count;
            Assert.Equal(new SpooledFile(_file, offset, size), file);
        }

        using var stream = _spool.OpenRead(_account, _draft, _file)!;
        var read = new MemoryStream();
        await stream.CopyToAsync(read, Token);
        Assert.Equal(bytes, read.ToArray());
        stream.Position = size / 2;
        var half = new byte[size - (size / 2)];
        await stream.ReadExactlyAsync(half, Token);
        Assert.Equal(bytes[(size / 2)..], half);
    }

    [Fact]
    public async Task What_came_before_a_cut_is_kept_and_gone_on_with()
    {
        var bytes = RandomNumberGenerator.GetBytes(200_000);
        _spool.Create(_account, _draft, _file, bytes.Length);

        await Assert.ThrowsAsync<IOException>(
            () => _spool.AppendAsync(_account, _draft, _file, 0, new BrokenStream(bytes.AsMemory(0, 120_000)), Token));

        Assert.Equal(new SpooledFile(_file, 120_000, 200_000), _spool.Find(_account, _draft, _file));
        Assert.Null(_spool.OpenRead(_account, _draft, _file));
        Assert.Null(await _spool.AppendAsync(_account, _draft, _file, 119_999, new MemoryStream(bytes), Token));
        Assert.True((await _spool.AppendAsync(_account, _draft, _file, 120_000, new MemoryStream(bytes, 120_000, 80_000), Token))!.IsComplete);
        Assert.Equal(bytes, await ReadAsync());
    }

    [Fact]
    public async Task More_than_was_announced_is_not_taken()
    {
        _spool.Create(_account, _draft, _file, 10);

        await _spool.AppendAsync(_account, _draft, _file, 0, new MemoryStream(new byte[100]), Token);

        Assert.Equal(10, (await ReadAsync()).Length);
    }

    [Fact]
    public async Task A_record_that_a_crash_left_half_written_counts_as_not_written()
    {
        var bytes = RandomNumberGenerator.GetBytes(150_000);
        _spool.Create(_account, _draft, _file, bytes.Length);
        await _spool.AppendAsync(_account, _draft, _file, 0, new MemoryStream(bytes, 0, 140_000), Token);
        using (var torn = File.Open(PathOfFile, FileMode.Open))
            torn.SetLength(torn.Length - 100);

        var found = NewSpool().Find(_account, _draft, _file)!;
        await NewSpool().AppendAsync(_account, _draft, _file, found.Offset, new MemoryStream(bytes, (int)found.Offset, bytes.Length - (int)found.Offset), Token);

        Assert.Equal(131_072, found.Offset);
        Assert.Equal(bytes, await ReadAsync());
    }

    [Fact]
    public async Task Nothing_on_disk_tells_anything_and_nobody_but_the_service_may_read_it()
    {
        var text = "the kiln opens on Friday"u8.ToArray();
        await _spool.ImportAsync(_account, _draft, _file, async stream => await stream.WriteAsync(text, Token));

        Assert.Equal(-1, (await File.ReadAllBytesAsync(PathOfFile, Token)).AsSpan().IndexOf("kiln"u8));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PathOfFile));
        Assert.Equal(text, await ReadAsync());
    }

    [Fact]
    public async Task What_was_changed_or_put_elsewhere_does_not_open()
    {
        await _spool.ImportAsync(_account, _draft, _file, async stream => await stream.WriteAsync(new byte[1000], Token));
        var other = DraftAttachment.NewId();
        File.Copy(PathOfFile, Path.Combine(Path.GetDirectoryName(PathOfFile)!, other));
        Assert.Null(_spool.Find(_account, _draft, other));

        var raw = await File.ReadAllBytesAsync(PathOfFile, Token);
        raw[^1] ^= 1;
        await File.WriteAllBytesAsync(PathOfFile, raw, Token);

        Assert.Null(_spool.OpenRead(_account, _draft, _file));
    }

    [Fact]
    public async Task An_import_that_broke_leaves_nothing()
    {
        await Assert.ThrowsAsync<IOException>(() => _spool.ImportAsync(_account, _draft, _file, static _ => throw new IOException("cut")));

        Assert.Empty(_spool.List(_account, _draft));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_directory, "spool"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_a_message_waits_for_stays_until_it_has_left()
    {
        await _spool.ImportAsync(_account, _draft, _file, async stream => await stream.WriteAsync(new byte[10], Token));
        _spool.Hold(_account, _draft);

        _spool.RemoveUnlessHeld(_account, _draft);
        Assert.Single(_spool.List(_account, _draft));
        _spool.Release(_account, _draft);
        _spool.RemoveUnlessHeld(_account, _draft);

        Assert.Empty(_spool.List(_account, _draft));
    }

    [Theory]
    [InlineData("../../keys/session.key")]
    [InlineData("")]
    [InlineData("00112233445566778899AABBCCDDEEFF")]
    public void A_name_from_outside_never_becomes_a_path(string name) => Assert.Throws<ArgumentException>(() => _spool.Find(_account, _draft, name));

    public void Dispose()
    {
        _spool.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<byte[]> ReadAsync()
    {
        using var stream = NewSpool().OpenRead(_account, _draft, _file)!;
        var read = new MemoryStream();
        await stream.CopyToAsync(read, Token);
        return read.ToArray();
    }

    private AttachmentSpool NewSpool() => new(
        ServerKey.LoadOrCreate(_directory), Options.Create(new MailOptions { DataDirectory = _directory }), TimeProvider.System,
        NullLogger<AttachmentSpool>.Instance);

    /// <summary>A connection that breaks after some bytes.</summary>
    private sealed class BrokenStream(ReadOnlyMemory<byte> bytes) : MemoryStream(bytes.ToArray())
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var count ? count : throw new IOException("cut");
    }
}
