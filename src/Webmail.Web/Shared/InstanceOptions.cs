namespace Webmail.Web.Shared;

/// <summary>What this instance calls itself. Bound to the section "Webmail".</summary>
internal sealed class InstanceOptions
{
    /// <summary>In the app bar and in titles.</summary>
    public string Name { get; set; } = "Mail";
}
