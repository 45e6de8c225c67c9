namespace Webmail.Html;

/// <summary>A line or paragraph of a plain text body.</summary>
/// <param name="Depth">How many times it is quoted.</param>
/// <param name="Text">Its text without quote marks.</param>
internal readonly record struct TextLine(int Depth, string Text)
{
    /// <summary>The line before a signature (RFC 3676, section 4.3).</summary>
    public const string SignatureMark = "-- ";

    public bool IsSignatureMark => Text == SignatureMark;

    public bool IsBlank => string.IsNullOrWhiteSpace(Text);
}
