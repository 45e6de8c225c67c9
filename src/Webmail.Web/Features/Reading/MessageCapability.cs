using Webmail.Mail;

namespace Webmail.Web.Features.Reading;

/// <summary>What a capability URL opens: one message, or a message inside it, for one session of one account.</summary>
/// <param name="SessionKey">The session it was given to.</param>
/// <param name="Account">Whose message.</param>
/// <param name="Message">Which.</param>
/// <param name="Section">The message inside it; empty for itself.</param>
internal sealed record MessageCapability(string SessionKey, AccountId Account, MessageKey Message, string Section);
