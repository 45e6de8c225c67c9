namespace Webmail.Redis;

/// <summary>Where Redis is. Bound to the section "Webmail:Redis".</summary>
public sealed class RedisOptions
{
    /// <summary>
    /// A StackExchange.Redis configuration string ("cache.example.org:6379,ssl=true"); empty for the embedded server in the data
    /// directory.
    /// </summary>
    public string Configuration { get; set; } = "";
}
