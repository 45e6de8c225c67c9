using System.Globalization;
using System.Net;

namespace Webmail.Web.Features.Reading.RemoteImages;

/// <summary>What the administrator decides about images of other hosts. Bound to the section "Webmail:RemoteImages".</summary>
internal sealed class RemoteImageOptions
{
    /// <summary>Whether they can be shown at all. This server then fetches them, never the browser.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Networks of one's own that may be reached although they are not on the public Internet: CIDR ranges, separated by commas. Whoever
    /// writes to a user can then make this server ask hosts in them.
    /// </summary>
    public string AllowedNetworks { get; set; } = "";

    /// <summary>TCP ports that may be reached, separated by commas.</summary>
    public string Ports { get; set; } = "80,443";

    /// <summary>Whether <see cref="AllowedNetworks"/> and <see cref="Ports"/> can be read.</summary>
    public bool IsValid => Split(AllowedNetworks).All(static text => IPNetwork.TryParse(text, out _))
        && Split(Ports).All(static text => TryPort(text, out _)) && Split(Ports).Length > 0;

    public IReadOnlyList<IPNetwork> Networks => [.. Split(AllowedNetworks).Select(static text => IPNetwork.Parse(text))];

    public IReadOnlySet<int> PortNumbers => Split(Ports).Select(static text => int.Parse(text, CultureInfo.InvariantCulture)).ToHashSet();

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;
}
