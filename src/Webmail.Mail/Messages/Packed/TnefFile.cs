namespace Webmail.Mail.Messages.Packed;

/// <summary>A file in a TNEF part, by its place there.</summary>
/// <param name="Name">The name as the sender wrote it; may be empty.</param>
/// <param name="MediaType">The type it claims, or empty.</param>
/// <param name="Offset">Where its bytes begin.</param>
/// <param name="Length">How many they are.</param>
internal sealed record TnefFile(string Name, string MediaType, int Offset, int Length);
