using System.Collections.Frozen;

namespace Webmail.Html;

/// <summary>Takes out of web links what only tells where somebody came from.</summary>
internal static class LinkTracking
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "srsltid", "fbclid", "msclkid", "mc_cid", "mc_eid", "yclid", "ysclid", "_openstat",
        "igshid", "twclid", "ttclid", "li_fat_id", "epik", "rb_clickid", "s_cid", "mkt_tok", "vero_id", "vero_conv", "oly_anon_id",
        "oly_enc_id", "_hsenc", "_hsmi", "__hssc", "__hstc", "__hsfp", "hsctatracking", "ml_subscriber", "ml_subscriber_hash", "wickedid",
        "_kx", "bsft_clkid", "bsft_uid", "guce_referrer", "guce_referrer_sig",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The same address without such parameters; everything else in it stays byte for byte, in its order.</summary>
    public static string Without(string url)
    {
        var hash = url.IndexOf('#', StringComparison.Ordinal);
        var fragment = hash < 0 ? "" : url[hash..];
        var address = hash < 0 ? url : url[..hash];
        var query = address.IndexOf('?', StringComparison.Ordinal);
        if (query < 0)
            return url;
        var all = address[(query + 1)..].Split('&');
        var kept = Array.FindAll(all, static parameter => !IsTracking(parameter));
        if (kept.Length == all.Length)
            return url;
        return (kept.Length == 0 ? address[..query] : $"{address[..(query + 1)]}{string.Join('&', kept)}") + fragment;
    }

    private static bool IsTracking(string parameter)
    {
        var equals = parameter.IndexOf('=', StringComparison.Ordinal);
        var name = Uri.UnescapeDataString(equals < 0 ? parameter : parameter[..equals]);
        return name.StartsWith("utm_", StringComparison.OrdinalIgnoreCase) || Names.Contains(name);
    }
}
