namespace Webmail.Web.Features.Acting;

/// <summary>The words of acting on messages; the key is the English text.</summary>
internal sealed class ActingWords;
