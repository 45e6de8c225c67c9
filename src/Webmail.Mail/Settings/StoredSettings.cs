namespace Webmail.Mail.Settings;

/// <summary>What was found where settings are kept.</summary>
/// <param name="Settings">What it says; the defaults when it could not be understood.</param>
/// <param name="Understood">Whether it could be.</param>
internal sealed record StoredSettings(AccountSettings Settings, bool Understood);
