using Microsoft.JSInterop;

namespace Webmail.Web.Session;

/// <summary>Answers a page that wonders whether its connection still leads anywhere (wwwroot/js/circuit.js).</summary>
public static class Answering
{
    /// <summary>Yes.</summary>
    [JSInvokable]
    public static bool StillThere() => true;
}
