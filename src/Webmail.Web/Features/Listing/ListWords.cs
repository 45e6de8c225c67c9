namespace Webmail.Web.Features.Listing;

/// <summary>The words of the message list; the key is the English text.</summary>
internal sealed class ListWords;
