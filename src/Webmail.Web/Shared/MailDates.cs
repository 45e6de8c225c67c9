using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Webmail.Web.Shared;

/// <summary>Dates as people write them: by language, by 12 or 24 hours, in the reader's time zone.</summary>
internal sealed class MailDates(CurrentPreferences preferences, TimeProvider time, IStringLocalizer<Words> words)
{
    private static bool Japanese => ReaderPreferences.Language == "ja";

    private static CultureInfo Culture => CultureInfo.CurrentUICulture;

    private TimeZoneInfo Zone => preferences.Value.Zone(time);

    /// <summary>In a row: "10:42", "Yesterday", "21 Nov", "21 Nov 2024".</summary>
    public string Row(DateTimeOffset date)
    {
        var (local, now) = (Local(date), Local(time.GetUtcNow()));
        return (now.Date - local.Date).Days switch
        {
            0 => Time(local),
            1 => words["Yesterday"],
            _ when local.Year == now.Year => Format(local, "d MMM", "M月d日"),
            _ => Format(local, "d MMM yyyy", "yyyy/MM/dd"),
        };
    }

    /// <summary>In an open message: "10:42 (20 min ago)", older "Sat 21 Nov 2026, 10:42".</summary>
    public string Message(DateTimeOffset date)
    {
        var (local, now) = (Local(date), Local(time.GetUtcNow()));
        var age = now - local;
        if (local.Date != now.Date || age < TimeSpan.Zero)
            return $"{Format(local, "ddd d MMM yyyy,", "yyyy年M月d日(ddd)")} {Time(local)}";
        var ago = age.TotalMinutes < 1 ? words["just now"].Value
            : age.TotalHours < 1 ? words["{0} min ago", (int)age.TotalMinutes]
            : words["{0} h ago", (int)age.TotalHours];
        return $"{Time(local)} ({ago})";
    }

    /// <summary>In a tooltip: the full date with its zone, and the sender's local time when that differs.</summary>
    public string Full(DateTimeOffset date)
    {
        var local = Local(date);
        var text = $"{Format(local, "dddd d MMMM yyyy,", "yyyy年M月d日(dddd)")} {Time(local)} {Offset(local.Offset)}";
        return date.Offset == local.Offset || date.Offset == TimeSpan.Zero
            ? text
            : words["{0} (sender's time {1})", text, $"{Time(date)} {Offset(date.Offset)}"];
    }

    /// <summary>The day: "21 Nov 2026".</summary>
    public string Day(DateTimeOffset date) => Format(Local(date), "d MMM yyyy", "yyyy年M月d日");

    /// <summary>For the datetime attribute of a time element.</summary>
    public static string Machine(DateTimeOffset date) => date.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>For a field of date and time: local, to the minute.</summary>
    public string Field(DateTimeOffset date) => Local(date).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    /// <summary>What such a field says; <see langword="false"/> when it says nothing.</summary>
    public bool TryRead(string? field, out DateTimeOffset date)
    {
        var isTime = DateTime.TryParse(field, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local);
        date = isTime ? new DateTimeOffset(local, Zone.GetUtcOffset(local)) : default;
        return isTime;
    }

    private DateTimeOffset Local(DateTimeOffset date) => TimeZoneInfo.ConvertTime(date, Zone);

    private string Time(DateTimeOffset local) => preferences.Value.Clock == "12"
        ? Format(local, "h:mm tt", "tth:mm")
        : local.ToString("H:mm", Culture);

    private static string Format(DateTimeOffset date, string english, string japanese) =>
        date.ToString(Japanese ? japanese : english, Culture);

    private static string Offset(TimeSpan offset) =>
        $"UTC{(offset < TimeSpan.Zero ? "-" : "+")}{offset.Duration().ToString("hh\\:mm", CultureInfo.InvariantCulture)}";
}
