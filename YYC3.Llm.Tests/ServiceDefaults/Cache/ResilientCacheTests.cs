using System.Diagnostics;
using Microsoft.Extensions.Logging.Testing;
using StackExchange.Redis;
using YYC3.Llm.ServiceDefaults.Cache;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ServiceDefaults.Cache;

/// <summary>The shared cache dies under a service and comes back.</summary>
public sealed class ResilientCacheTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_KilledAndBack_ServesThroughout()
    {
        RedisServer.Require();
        await ServesThroughoutAsync(new RedisServer());
    }

    [Fact]
    public Task Garnet_KilledAndBack_ServesThroughout() => ServesThroughoutAsync(new GarnetServerFixture());

    [Fact]
    public async Task NeverThere_ServesLocally()
    {
        await using var connection = await ConnectAsync($"127.0.0.1:{FreePort.Next()}");
        var cache = Resilient(connection);

        Assert.False(cache.IsShared);
        Assert.Equal(2, await cache.AddAsync("n", 2, TimeSpan.FromMinutes(1), Cancel));
        Assert.Equal(3, await cache.AddAsync("n", 1, TimeSpan.FromMinutes(1), Cancel));
        var heard = new TaskCompletionSource<string>();
        using var subscription = cache.Subscribe("news", message => heard.TrySetResult(message));
        await cache.PublishAsync("news", "hello", Cancel);
        Assert.Equal("hello", await heard.Task.WaitAsync(TimeSpan.FromSeconds(5), Cancel));
    }

    [Fact]
    public async Task Subscribe_WhileDown_HearsTheSharedCacheWhenItIsBack()
    {
        await using var server = new GarnetServerFixture();
        await using var connection = await ConnectAsync(server.ConnectionString);
        var cache = Resilient(connection);
        var heard = new TaskCompletionSource<string>();
        using var subscription = cache.Subscribe("news", message => heard.TrySetResult(message));

        await server.StartAsync();
        await using var elsewhere = await ConnectAsync(server.ConnectionString);
        var other = new RedisCache(elsewhere);
        var started = Stopwatch.GetTimestamp();
        while (!heard.Task.IsCompleted && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20))
        {
            if (other.IsShared)
            {
                await other.PublishAsync("news", "hello", Cancel);
            }

            await Task.Delay(50, Cancel);
        }

        Assert.True(heard.Task.IsCompletedSuccessfully, "The subscription made while the cache was down never heard a message.");
    }

    private static async Task ServesThroughoutAsync(ICacheServer server)
    {
        await using var _ = server;
        await server.StartAsync();
        await using var connection = await ConnectAsync(server.ConnectionString);
        var cache = Resilient(connection);
        await UntilAsync(() => cache.IsShared);
        await cache.SetAsync("kept", [1], TimeSpan.FromMinutes(1), Cancel);
        Assert.True(await new RedisCache(connection).GetAsync("kept", Cancel) is [1]);

        await server.StopAsync();
        for (var i = 1; i <= 50; i++)
        {
            await cache.SetAsync($"down{i}", [(byte)i], TimeSpan.FromMinutes(1), Cancel);
            Assert.Equal((byte)i, Assert.Single(await cache.GetAsync($"down{i}", Cancel) ?? []));
        }

        // Nobody waits for a server that is not there, once that is known.
        var started = Stopwatch.GetTimestamp();
        await cache.GetAsync("kept", Cancel);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMilliseconds(500));
        await UntilAsync(() => !cache.IsShared);

        await server.StartAsync();
        await UntilAsync(() => cache.IsShared);
        await UntilAsync(async () =>
        {
            await cache.SetAsync("back", [2], TimeSpan.FromMinutes(1), Cancel);
            return connection.IsConnected && await new RedisCache(connection).GetAsync("back", Cancel) is [2];
        });
    }

    private static ResilientCache Resilient(IConnectionMultiplexer connection) =>
        new(new RedisCache(connection), new LocalCache(TimeProvider.System), TimeProvider.System, new FakeLogger<ResilientCache>());

    // As AddCache does it.
    private static async Task<ConnectionMultiplexer> ConnectAsync(string address)
    {
        var options = ConfigurationOptions.Parse(address);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 2000;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30), "It did not happen in time.");
            await Task.Delay(50, Cancel);
        }
    }
}
