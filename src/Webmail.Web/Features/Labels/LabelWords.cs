namespace Webmail.Web.Features.Labels;

/// <summary>The words of the labels; the key is the English text.</summary>
internal sealed class LabelWords;
