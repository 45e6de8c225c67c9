namespace Webmail.Mail.Settings;

/// <summary>What one webmail asks for beside the password. Sealed: only the server that wrote it can read it.</summary>
/// <param name="Server">Which server, by a name of its key.</param>
/// <param name="Box">The ciphertext (base64url).</param>
public sealed record SecondFactorSettings(string Server, string Box);
