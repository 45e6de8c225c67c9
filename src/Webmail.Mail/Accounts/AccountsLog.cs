using Microsoft.Extensions.Logging;

namespace Webmail.Mail.Accounts;

internal static partial class AccountsLog
{
    [LoggerMessage(1, LogLevel.Warning, "The session store does not answer ({Reason}); sessions seen before go on")]
    public static partial void StoreAway(ILogger logger, string reason);
}
