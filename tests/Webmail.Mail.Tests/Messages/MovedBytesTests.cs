using System.Security.Cryptography;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Messages;

/// <summary>What does and does not move over the wire.</summary>
public sealed class MovedBytesTests : IAsyncLifetime
{
    private readonly DovecotServer _dovecot = new() { RecordsProtocol = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _dovecot.InitializeAsync();

    public ValueTask DisposeAsync() => _dovecot.DisposeAsync();

    private static byte[] MailWith(byte[] file) => MailUnderTest.Bytes(
        "From: ann@example.test\nSubject: File\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        + "--b\nContent-Type: text/plain\n\nHere it is.\n--b\nContent-Type: application/octet-stream; name=a.bin\n"
        + "Content-Transfer-Encoding: base64\n\n" + Convert.ToBase64String(file, Base64FormattingOptions.InsertLineBreaks) + "\n--b--\n");

    [Fact]
    public async Task Opening_a_message_moves_no_byte_of_its_attachment()
    {
        await using var mail = new MailUnderTest(_dovecot);
        var key = await mail.AppendAsync(MailboxName.Inbox, MailWith(RandomNumberGenerator.GetBytes(3_000_000)), Token);
        _dovecot.ProtocolLog.Clear();

        var message = await mail.Reader.OpenAsync(mail.Account, key, "", Token);
        var text = await mail.Reader.ReadTextAsync(mail.Account, key, message.Texts[0], Token);

        Assert.Equal("Here it is.", text.Text.Trim());
        Assert.InRange(_dovecot.ProtocolLog.Received.Length, 1, 10_000);
        Assert.DoesNotContain(_dovecot.ProtocolLog.Commands, command => command.Contains("BODY[", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_attachment_streams_whole_in_little_memory()
    {
        var file = RandomNumberGenerator.GetBytes(8_000_000);
        await using var mail = new MailUnderTest(_dovecot);
        var key = await mail.AppendAsync(MailboxName.Inbox, MailWith(file), Token);
        var attachment = (await mail.Reader.OpenAsync(mail.Account, key, "", Token)).Attachments[0];
        await using var destination = new MeasuringStream();

        await mail.Parts.CopyPartAsync(mail.Account, key, attachment.Section, attachment.Encoding, destination, Token);

        Assert.Equal(Convert.ToHexString(SHA256.HashData(file)), destination.Hash);
        Assert.InRange(destination.LargestWrite, 1, 512 * 1024);
        Assert.InRange(attachment.Size, 7_900_000, 8_100_000);
    }

    [Fact]
    public async Task The_source_is_byte_identical()
    {
        var raw = MailWith(RandomNumberGenerator.GetBytes(700_000));
        await using var mail = new MailUnderTest(_dovecot);
        var key = await mail.AppendAsync(MailboxName.Inbox, raw, Token);
        using var copy = new MemoryStream();

        await mail.Parts.CopySourceAsync(mail.Account, key, "", copy, Token);

        Assert.Equal(raw, copy.ToArray());
    }

    [Fact]
    public async Task A_warm_mailbox_and_its_rows_need_no_command()
    {
        await using var mail = new MailUnderTest(_dovecot);
        await mail.AppendAsync(MailboxName.Inbox, MailWith([1, 2, 3]), Token);
        var view = await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);
        _dovecot.ProtocolLog.Clear();

        var row = (await mail.Listing.WindowAsync(mail.Account, view, 0, 1, Token))[0];

        Assert.True(row!.HasAttachment);
        Assert.Empty(_dovecot.ProtocolLog.Commands);
    }

    [Fact]
    public async Task A_cold_mailbox_needs_one_select_one_fetch_of_rows_and_one_of_the_oldest_uid()
    {
        await using var mail = new MailUnderTest(_dovecot);
        for (var i = 0; i < 60; i++)
            await mail.AppendAsync(MailboxName.Inbox, MailWith([1]), Token);
        await mail.Mailboxes.ListAsync(mail.Account, Token);
        _dovecot.ProtocolLog.Clear();

        await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);

        Assert.Equal(
            ["EXAMINE", "FETCH", "FETCH"], _dovecot.ProtocolLog.Commands.Select(static command => command.Split(' ')[1]));
    }

    private sealed class MeasuringStream : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public int LargestWrite { get; private set; }

        public string Hash => Convert.ToHexString(_hash.GetCurrentHash());

        public override void Write(byte[] buffer, int offset, int count)
        {
            _hash.AppendData(buffer, offset, count);
            LargestWrite = Math.Max(LargestWrite, count);
        }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _hash.Dispose();
            base.Dispose(disposing);
        }
    }
}
