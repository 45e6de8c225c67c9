using MailKit.Net.Imap;

namespace Webmail.Mail.Imap;

/// <summary>What the server at the other end of a connection can do, quirks of known servers taken off.</summary>
/// <param name="Capabilities">The capabilities MailKit goes by.</param>
internal readonly record struct ImapFeatures(ImapCapabilities Capabilities)
{
    /// <summary>CONDSTORE: modification sequences (RFC 7162).</summary>
    public bool CondStore => Has(ImapCapabilities.CondStore);

    /// <summary>QRESYNC: what vanished while away (RFC 7162).</summary>
    public bool QuickResync => Has(ImapCapabilities.QuickResync);

    /// <summary>ESEARCH: UID sets as search results (RFC 4731).</summary>
    public bool ESearch => Has(ImapCapabilities.ESearch);

    /// <summary>LIST-STATUS: counts along with the mailbox list (RFC 5819).</summary>
    public bool ListStatus => Has(ImapCapabilities.ListStatus);

    /// <summary>LIST-EXTENDED (RFC 5258).</summary>
    public bool ListExtended => Has(ImapCapabilities.ListExtended);

    /// <summary>SPECIAL-USE: which mailbox is for what (RFC 6154).</summary>
    public bool SpecialUse => Has(ImapCapabilities.SpecialUse);

    /// <summary>MOVE (RFC 6851).</summary>
    public bool Move => Has(ImapCapabilities.Move);

    /// <summary>UIDPLUS: UID EXPUNGE, APPENDUID, COPYUID (RFC 4315).</summary>
    public bool UidPlus => Has(ImapCapabilities.UidPlus);

    /// <summary>PREVIEW: the first words of a message (RFC 8970).</summary>
    public bool Preview => Has(ImapCapabilities.Preview);

    /// <summary>NOTIFY: news of mailboxes that are not selected (RFC 5465).</summary>
    public bool Notify => Has(ImapCapabilities.Notify);

    /// <summary>IDLE: news of the selected mailbox (RFC 2177).</summary>
    public bool Idle => Has(ImapCapabilities.Idle);

    /// <summary>SORT (RFC 5256).</summary>
    public bool Sort => Has(ImapCapabilities.Sort);

    /// <summary>THREAD (RFC 5256).</summary>
    public bool Thread => Has(ImapCapabilities.Thread);

    /// <summary>OBJECTID: identifiers that outlive a move (RFC 8474).</summary>
    public bool ObjectId => Has(ImapCapabilities.ObjectID);

    /// <summary>QUOTA (RFC 9208).</summary>
    public bool Quota => Has(ImapCapabilities.Quota);

    /// <summary>ACL: who may do what with a mailbox (RFC 4314).</summary>
    public bool Acl => Has(ImapCapabilities.Acl);
    /// <summary>METADATA or METADATA-SERVER: annotations of the server itself (RFC 5464).</summary>
    public bool ServerMetadata => Has(ImapCapabilities.Metadata | ImapCapabilities.MetadataServer);

    /// <summary>UNSELECT: leaving a mailbox without expunging (RFC 3691).</summary>
    public bool Unselect => Has(ImapCapabilities.Unselect);

    /// <summary>ID (RFC 2971).</summary>
    public bool Id => Has(ImapCapabilities.Id);

    /// <summary>COMPRESS=DEFLATE (RFC 4978).</summary>
    public bool Compress => Has(ImapCapabilities.Compress);

    private bool Has(ImapCapabilities capability) => (Capabilities & capability) != 0;
}
