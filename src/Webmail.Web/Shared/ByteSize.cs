using System.Globalization;

namespace Webmail.Web.Shared;

/// <summary>Sizes as people read them: "48 KB", "1.2 MB", "6.2 GB"; 1 KB is 1,024 bytes, as mail clients count.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    public static string Text(long bytes)
    {
        double value = Math.Max(0, bytes);
        var unit = 0;
        while (Math.Round(value, unit < 2 ? 0 : 1) >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        var format = unit < 2 || value >= 99.95 ? "N0" : "0.#";
        return $"{value.ToString(format, CultureInfo.CurrentCulture)} {Units[unit]}";
    }
}
