using System.Globalization;

namespace Webmail.Benchmarks;

/// <summary>Collects what was measured and prints it as a table for the README.</summary>
internal sealed class Report
{
    private readonly List<(string What, string Floor, string Ours, string Ratio, string Aim)> _lines = [];

    /// <summary>Adds a time next to its floor, both in milliseconds (median of the runs).</summary>
    public void Add(string what, double floor, double ours, string aim) =>
        _lines.Add((what, Milliseconds(floor), Milliseconds(ours), (ours / floor).ToString("0.00", CultureInfo.InvariantCulture), aim));

    /// <summary>Adds a number that has no floor.</summary>
    public void Add(string what, string value, string aim) => _lines.Add((what, "", value, "", aim));

    public void Print(TextWriter writer)
    {
        writer.WriteLine("| what | raw IMAP | webmail | ratio | aim |");
        writer.WriteLine("|---|---|---|---|---|");
        foreach (var (what, floor, ours, ratio, aim) in _lines)
            writer.WriteLine($"| {what} | {floor} | {ours} | {ratio} | {aim} |");
    }

    private static string Milliseconds(double value) => value.ToString("0.00", CultureInfo.InvariantCulture) + " ms";
}
