namespace Webmail.Html;

/// <summary>A link found in plain text.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">Its length.</param>
/// <param name="Target">Where it leads.</param>
internal readonly record struct TextLink(int Start, int Length, LinkTarget Target);
