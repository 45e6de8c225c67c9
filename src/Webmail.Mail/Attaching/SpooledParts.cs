namespace Webmail.Mail.Attaching;

/// <summary>The bytes of a draft's attachments while its message is written; closed with this.</summary>
internal sealed class SpooledParts(AttachmentSpool? spool, AccountId account, string draft) : IDisposable
{
    private readonly List<Stream> _open = [];

    /// <summary>The bytes of one; <see langword="null"/> unless all of them are here.</summary>
    public Stream? Open(string attachment)
    {
        if (!DraftAttachment.IsId(attachment) || spool?.OpenRead(account, draft, attachment) is not { } stream)
            return null;
        _open.Add(stream);
        return stream;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var stream in _open)
            stream.Dispose();
    }
}
