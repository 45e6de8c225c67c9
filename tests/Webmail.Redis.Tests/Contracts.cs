using Xunit;

namespace Webmail.Redis.Tests;

public sealed class Sessions_in_real_Redis(RealRedis redis) : SessionStoreContract(redis), IClassFixture<RealRedis>;

public sealed class Sessions_in_embedded_Redis(EmbeddedRedisUnderTest redis)
    : SessionStoreContract(redis), IClassFixture<EmbeddedRedisUnderTest>;

public sealed class Headers_in_real_Redis(RealRedis redis) : HeaderCacheContract(redis), IClassFixture<RealRedis>;

public sealed class Headers_in_embedded_Redis(EmbeddedRedisUnderTest redis)
    : HeaderCacheContract(redis), IClassFixture<EmbeddedRedisUnderTest>;

public sealed class Attempts_in_real_Redis(RealRedis redis) : SignInAttemptsContract(redis), IClassFixture<RealRedis>;

public sealed class Attempts_in_embedded_Redis(EmbeddedRedisUnderTest redis)
    : SignInAttemptsContract(redis), IClassFixture<EmbeddedRedisUnderTest>;

public sealed class Nodes_over_real_Redis(RealRedis redis) : NodeChannelContract(redis), IClassFixture<RealRedis>;

public sealed class Nodes_over_embedded_Redis(EmbeddedRedisUnderTest redis)
    : NodeChannelContract(redis), IClassFixture<EmbeddedRedisUnderTest>;
