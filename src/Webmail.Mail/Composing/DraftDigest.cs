using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Webmail.Mail.Messages.Mime;

namespace Webmail.Mail.Composing;

/// <summary>
/// What a draft's message holds, as a digest: its body byte by byte and the fields that say something. What is written to it is a
/// message as it is stored. Fields that servers add or change (Received, Date, Message-ID) do not count.
/// </summary>
[SuppressMessage("Design", "CA1844", Justification = "Everything is done when Write returns.")]
internal sealed class DraftDigest : Stream
{
    private const int MaxHeader = 32 * 1024 * 1024;

    private static readonly string[] Fields =
    [
        "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Subject", "In-Reply-To", "References", "Content-Type", "Content-Transfer-Encoding",
        "Content-Disposition", DraftMessage.IdField, DraftMessage.RevisionField, DraftMessage.DraftField,
    ];

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream _header = new();
    private bool _inBody;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The digest of what was written; call it once.</summary>
    public string Take()
    {
        if (!_inBody)
            TakeHeader();
        return Convert.ToBase64String(_hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_inBody)
        {
            _hash.AppendData(buffer);
            return;
        }

        var before = (int)Math.Max(0, _header.Length - 3);
        _header.Write(buffer);
        var all = _header.GetBuffer().AsSpan(0, (int)_header.Length);
        var end = all[before..].IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            if (_header.Length > MaxHeader)
                TakeHeader();
            return;
        }

        var body = all[(before + end + 4)..].ToArray();
        _header.SetLength(before + end + 4);
        TakeHeader();
        _hash.AppendData(body);
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        _header.Dispose();
        base.Dispose(disposing);
    }

    private void TakeHeader()
    {
        _inBody = true;
        var header = HeaderBlock.Parse(_header.ToArray());
        foreach (var name in Fields)
        {
            foreach (var field in header.Fields.Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                var value = Encoding.Latin1.GetString(field.Value.Span).ReplaceLineEndings("").Trim();
                _hash.AppendData(Encoding.UTF8.GetBytes($"{name}:{value}\n"));
            }
        }
    }
}
