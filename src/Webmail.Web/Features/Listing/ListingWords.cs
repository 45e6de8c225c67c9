namespace Webmail.Web.Features.Listing;

/// <summary>The words of the message list; see <see cref="Shared.Words"/>.</summary>
internal sealed class ListingWords;
