namespace Webmail.Web.Shared;

/// <summary>The drawings of empty states.</summary>
public enum EmptyArt
{
    /// <summary>Nothing left to do.</summary>
    Tray,

    /// <summary>Nothing found.</summary>
    Search,

    /// <summary>Nothing open.</summary>
    Envelope,

    /// <summary>Nobody answers.</summary>
    Waves,
}
