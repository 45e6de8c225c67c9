namespace Webmail.Mail.Tests.SigningIn;

/// <summary>The clock on the wall, put forward; timers run as ever.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    /// <summary>How far it is ahead.</summary>
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}
