using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Webmail.Mail;
using Webmail.Mail.Messages;

namespace Webmail.Benchmarks.Scenarios;

/// <summary>Opening a message with a 10 MB attachment, then saving the attachment.</summary>
internal static class AMessageWithALargeAttachment
{
    private const int AttachmentBytes = 10 * 1024 * 1024;

    public static async Task RunAsync(MailBed bed, Report report)
    {
        var user = bed.Mail.NewUser();
        await bed.Mail.DeliverAsync(user, Message(), CancellationToken.None);
        await using var services = await bed.ServicesAsync(user);
        var account = user.Account.Id;
        var view = await services.GetRequiredService<MessageListing>().OpenAsync(account, MailboxName.Inbox, CancellationToken.None);
        var key = view.KeyOf(view.UidAt(0));
        var message = await services.GetRequiredService<MessageReader>().OpenAsync(account, key, "", CancellationToken.None);
        var attachment = message.Attachments[0];
        var parts = services.GetRequiredService<PartReader>();
        await parts.CopyPartAsync(account, key, attachment.Section, attachment.Encoding, Stream.Null, CancellationToken.None);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var highest = new HighWaterStream(before);
        await parts.CopyPartAsync(account, key, attachment.Section, attachment.Encoding, highest, CancellationToken.None);
        report.Add(
            "managed memory while saving a 10 MB attachment",
            string.Create(CultureInfo.InvariantCulture, $"+{Math.Max(0, highest.Highest - before) / 1024.0 / 1024:0.00} MB"), "under 2 MB");
        if (highest.Written != AttachmentBytes)
            throw new InvalidOperationException($"{highest.Written} bytes arrived.");
    }

    private static MimeMessage Message()
    {
        var content = new byte[AttachmentBytes];
        new Random(1).NextBytes(content);
        var message = new MimeMessage { Subject = "The scans" };
        message.From.Add(new MailboxAddress("Haruka", "haruka@example.test"));
        message.Body = new Multipart("mixed")
        {
            new MimeKit.TextPart("plain") { Text = "Attached." },
            new MimePart("application", "zip")
            {
                Content = new MimeContent(new MemoryStream(content)), FileName = "scans.zip", ContentTransferEncoding = ContentEncoding.Base64,
                ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
            },
        };
        return message;
    }

    /// <summary>Throws bytes away and looks at live memory every half megabyte.</summary>
    private sealed class HighWaterStream(long highest) : Stream
    {
        private long _nextLook;

        public long Highest { get; private set; } = highest;

        public long Written { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Written;

        public override long Position { get => Written; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Written += buffer.Length;
            if (Written < _nextLook)
                return;
            _nextLook = Written + (512 * 1024);
            Highest = Math.Max(Highest, GC.GetTotalMemory(forceFullCollection: true));
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
