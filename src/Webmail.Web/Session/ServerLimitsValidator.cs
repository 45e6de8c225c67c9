using Microsoft.Extensions.Options;

namespace Webmail.Web.Session;

/// <summary>Finds limits with which the server could not work, at start and in the words of the configuration.</summary>
internal sealed class ServerLimitsValidator : IValidateOptions<ServerLimits>
{
    // A page says more than this when its circuit starts: where it was left off comes back from the browser.
    private const int LeastPageMessage = 32 * 1024;

    // The sign-in form with its longest fields and token.
    private const int LeastRequest = 16 * 1024;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ServerLimits options)
    {
        var mistakes = new List<string>();
        Check(options.Pages, 1, 1_000_000, nameof(ServerLimits.Pages));
        Check(options.SleepingPages, 0, 1_000_000, nameof(ServerLimits.SleepingPages));
        Check(options.SleepingMinutes, 1, 24 * 60, nameof(ServerLimits.SleepingMinutes));
        Check(options.PageMessageBytes, LeastPageMessage, 16 * 1024 * 1024, nameof(ServerLimits.PageMessageBytes));
        Check(options.Connections, 1, 1_000_000, nameof(ServerLimits.Connections));
        Check(options.RequestBytes, LeastRequest, 1024 * 1024 * 1024, nameof(ServerLimits.RequestBytes));
        if (options.Connections < options.Pages)
            mistakes.Add($"Webmail__Limits__Connections is {options.Connections}; every open page has one, so it must be at least Webmail__Limits__Pages ({options.Pages}).");
        return mistakes.Count > 0 ? ValidateOptionsResult.Fail(mistakes) : ValidateOptionsResult.Success;

        void Check(int value, int least, int most, string key)
        {
            if (value < least || value > most)
                mistakes.Add($"Webmail__Limits__{key} is {value}; it must be between {least} and {most}.");
        }
    }
}
