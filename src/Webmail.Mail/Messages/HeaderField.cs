namespace Webmail.Mail.Messages;

/// <summary>A header field.</summary>
/// <param name="Name">As written.</param>
/// <param name="Value">Unfolded and decoded.</param>
public sealed record HeaderField(string Name, string Value);
