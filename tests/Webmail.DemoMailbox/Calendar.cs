using System.Globalization;

namespace Webmail.DemoMailbox;

/// <summary>Turns ages into times at which people write mail.</summary>
internal sealed class Calendar(DateTimeOffset now)
{
    private const double FirstHour = 7.5;
    private const double Hours = 14.5;

    public DateTimeOffset Now { get; } = now;

    /// <summary>The time that long ago: minutes (20m), hours (3h) or days (1.5).</summary>
    public DateTimeOffset Ago(string age) => age[^1] switch
    {
        'm' => Now - TimeSpan.FromMinutes(Number(age[..^1])),
        'h' => Now - TimeSpan.FromHours(Number(age[..^1])),
        _ => DaysAgo(Number(age)),
    };

    /// <summary>The time that many days ago, moved into the waking hours; earlier stays earlier.</summary>
    public DateTimeOffset DaysAgo(double days)
    {
        var time = Now - TimeSpan.FromDays(days);
        if (days < 1)
            return time;
        var midnight = time - time.TimeOfDay;
        return midnight + TimeSpan.FromHours(FirstHour + (time.TimeOfDay.TotalDays * Hours));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
