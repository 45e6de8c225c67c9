using Microsoft.Extensions.Localization;
using Webmail.Mail.Composing;

namespace Webmail.Web.Features.Composing;

/// <summary>Why a draft cannot be sent as it is, in words for its writer.</summary>
internal static class ComposeProblem
{
    public static string Of(ComposeException problem, IStringLocalizer<ComposingWords> words) => problem.Reason == ComposeFailure.NoRecipient
        ? words["There is no recipient."] : words["“{0}” is not an email address.", problem.Detail];
}
