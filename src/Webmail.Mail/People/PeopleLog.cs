using Microsoft.Extensions.Logging;

namespace Webmail.Mail.People;

/// <summary>What is logged of people: never who they are.</summary>
internal static partial class PeopleLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Looking for the people of {Account} ended early: {Failure}")]
    public static partial void NotRead(ILogger logger, AccountId account, MailFailure failure);
}
