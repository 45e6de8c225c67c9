using System.Security.Cryptography;

namespace Webmail.Mail.Settings;

/// <summary>Waits between attempts of writers that got in each other's way: longer each time, and never the same for two.</summary>
internal sealed class Patience(TimeProvider time)
{
    private static readonly TimeSpan Whole = TimeSpan.FromSeconds(20);
    private const int FirstMilliseconds = 20;
    private const int LongestMilliseconds = 1000;

    private readonly long _began = time.GetTimestamp();
    private int _milliseconds = FirstMilliseconds;

    /// <summary>Waits for the next attempt.</summary>
    /// <exception cref="MailException"><see cref="MailFailure.ServerBusy"/> when there were enough.</exception>
    public async Task WaitAsync(CancellationToken token)
    {
        if (time.GetElapsedTime(_began) >= Whole)
            throw new MailException(MailFailure.ServerBusy);
        var wait = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(_milliseconds / 2, _milliseconds));
        _milliseconds = Math.Min(_milliseconds * 2, LongestMilliseconds);
        await Task.Delay(wait, time, token).ConfigureAwait(false);
    }
}
