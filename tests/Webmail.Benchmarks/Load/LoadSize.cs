namespace Webmail.Benchmarks.Load;

/// <summary>How much load there is.</summary>
/// <param name="Idle">People who only have the page open.</param>
/// <param name="Active">People who read.</param>
/// <param name="Messages">What everybody has in the INBOX.</param>
/// <param name="Duration">How long each of the two parts is watched.</param>
/// <param name="Pause">How long somebody who reads waits between two things, on average.</param>
internal sealed record LoadSize(int Idle, int Active, int Messages, TimeSpan Duration, TimeSpan Pause);
