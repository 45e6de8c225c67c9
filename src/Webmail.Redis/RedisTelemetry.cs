using System.Diagnostics.Metrics;

namespace Webmail.Redis;

/// <summary>What is measured about Redis.</summary>
public static class RedisTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Webmail.Redis";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "webmail.redis.failures", "{failure}", "Questions Redis did not answer: about sessions and sign-ins, or about headers.");

    internal static void CountFailure(Exception failure, string about) => Failures.Add(
        1, new KeyValuePair<string, object?>("webmail.redis.about", about), new KeyValuePair<string, object?>("error.type", failure.GetType().Name));
}
