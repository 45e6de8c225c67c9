namespace Webmail.Mail.People;

/// <summary>Somebody the account has to do with, as mail shows it.</summary>
/// <param name="Name">What to call them; empty when nobody ever said, or when the name claims to be another address.</param>
/// <param name="Email">The address.</param>
/// <param name="Written">How many messages went to them.</param>
/// <param name="Received">How many came from them, without those of lists and machines.</param>
/// <param name="Last">When the last of those was.</param>
/// <param name="IsMachine">A list or a machine nobody ever wrote to.</param>
public sealed record Person(string Name, string Email, int Written, int Received, DateTimeOffset Last, bool IsMachine);
