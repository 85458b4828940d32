using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using YYC3.Llm.ServiceDefaults.Cache;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ServiceDefaults.Cache;

public sealed class LocalCacheTests : CacheContract
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Set_MoreThanFits_KeepsTheOnesThatEndLast()
    {
        var cache = new LocalCache(time, capacity: 3);
        for (var i = 1; i <= 5; i++)
        {
            await cache.SetAsync($"{i}", [(byte)i], TimeSpan.FromMinutes(i), TestContext.Current.CancellationToken);
        }

        Assert.Null(await cache.GetAsync("2", TestContext.Current.CancellationToken));
        Assert.Equal([3], await cache.GetAsync("3", TestContext.Current.CancellationToken));
        Assert.Equal([5], await cache.GetAsync("5", TestContext.Current.CancellationToken));
    }

    private protected override Task<ICache> CreateAsync() => Task.FromResult<ICache>(new LocalCache(time));

    private protected override Task PassAsync(TimeSpan passed)
    {
        time.Advance(passed);
        return Task.CompletedTask;
    }

    private protected override ValueTask DisposeCacheAsync() => ValueTask.CompletedTask;
}

/// <summary>The contract on a server of the Redis protocol, which many tests share.</summary>
public abstract class RedisProtocolContract : CacheContract
{
    private ConnectionMultiplexer? connection;

    [Fact]
    public void IsShared_Connected_IsTrue() => Assert.True(new RedisCache(connection!).IsShared);

    private protected abstract Task<string> AddressAsync();

    private protected override async Task<ICache> CreateAsync()
    {
        connection = await ConnectionMultiplexer.ConnectAsync(await AddressAsync());
        return new RedisCache(connection);
    }

    private protected override Task PassAsync(TimeSpan time) => Task.Delay(time, TestContext.Current.CancellationToken);

    private protected override async ValueTask DisposeCacheAsync()
    {
        if (connection is not null)
        {
            await connection.DisposeAsync();
        }
    }
}

public sealed class GarnetCacheTests(GarnetCacheTests.Server server) : RedisProtocolContract, IClassFixture<GarnetCacheTests.Server>
{
    private protected override Task<string> AddressAsync() => Task.FromResult(server.Address);

    public sealed class Server : IAsyncLifetime
    {
        private readonly GarnetServerFixture garnet = new();

        public string Address => garnet.ConnectionString;

        public async ValueTask InitializeAsync() => await garnet.StartAsync();

        public ValueTask DisposeAsync() => garnet.DisposeAsync();
    }
}

public sealed class RedisCacheTests(RedisCacheTests.Server server) : RedisProtocolContract, IClassFixture<RedisCacheTests.Server>
{
    private protected override Task<string> AddressAsync()
    {
        RedisServer.Require();
        return Task.FromResult(server.Address);
    }

    public sealed class Server : IAsyncLifetime
    {
        private readonly RedisServer redis = new();

        public string Address => redis.ConnectionString;

        public async ValueTask InitializeAsync()
        {
            if (File.Exists("/usr/bin/redis-server"))
            {
                await redis.StartAsync();
            }
        }

        public ValueTask DisposeAsync() => redis.DisposeAsync();
    }
}
