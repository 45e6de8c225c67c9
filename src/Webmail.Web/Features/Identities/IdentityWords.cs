namespace Webmail.Web.Features.Identities;

/// <summary>The words of identities; the key is the English text.</summary>
internal sealed class IdentityWords;
