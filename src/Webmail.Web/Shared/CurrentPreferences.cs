namespace Webmail.Web.Shared;

/// <summary>The preferences of this request or circuit. A circuit gets them from the page that started it.</summary>
internal sealed class CurrentPreferences
{
    public ReaderPreferences Value { get; set; } = ReaderPreferences.Default;
}
