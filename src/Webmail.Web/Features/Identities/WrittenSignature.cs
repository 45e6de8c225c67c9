namespace Webmail.Web.Features.Identities;

/// <summary>A signature as the editor in the browser says it is: nothing of it is believed.</summary>
/// <param name="Html">Empty when it is plain text.</param>
/// <param name="Text">The text.</param>
/// <param name="IsTooLong">It is much longer than any signature, and not sent.</param>
internal sealed record WrittenSignature(string Html, string Text, bool IsTooLong);
