namespace Webmail.Web.Session;

/// <summary>What the server takes on at most, so that it does well what it has taken on. Bound to the section "Webmail:Limits".</summary>
internal sealed class ServerLimits
{
    /// <summary>Pages that live on the server, sleeping ones included. When they are reached, nobody opens another; the open ones go on.</summary>
    public int Pages { get; set; } = 2000;

    /// <summary>Pages kept for browsers that lost their connection (a phone that sleeps). The oldest make room for new ones.</summary>
    public int SleepingPages { get; set; } = 1000;

    /// <summary>Minutes they are kept. Afterwards the browser loads the page anew, at the same place.</summary>
    public int SleepingMinutes { get; set; } = 3;

    /// <summary>The largest message a page may send, in bytes; a page that sends more is cut off.</summary>
    public int PageMessageBytes { get; set; } = 128 * 1024;

    /// <summary>TCP connections of browsers and proxies. More are closed at once.</summary>
    public int Connections { get; set; } = 10_000;

    /// <summary>The largest request body, in bytes: forms, and what scripts send.</summary>
    public int RequestBytes { get; set; } = 1024 * 1024;
}
