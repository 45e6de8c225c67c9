namespace Webmail.Web.Session;

/// <summary>How many pages may be open. Bound to the section "Webmail".</summary>
internal sealed class PageLimits
{
    /// <summary>Per account.</summary>
    public int MaxPagesPerAccount { get; set; } = 20;

    /// <summary>Per client address.</summary>
    public int MaxPagesPerAddress { get; set; } = 50;
}
