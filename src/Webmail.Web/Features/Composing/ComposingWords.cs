namespace Webmail.Web.Features.Composing;

/// <summary>The words of writing and sending; the key is the English text.</summary>
internal sealed class ComposingWords;
