using System.Text;
using YYC3.Llm.ServiceDefaults.Cache;

namespace YYC3.Llm.Tests.ServiceDefaults.Cache;

/// <summary>What every cache does alike.</summary>
public abstract class CacheContract : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private readonly string prefix = $"test:{Guid.NewGuid():N}:";

    private ICache cache = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => cache = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await DisposeCacheAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Get_NothingWritten_IsNull() => Assert.Null(await cache.GetAsync(prefix + "none", Cancel));

    [Theory]
    [InlineData("")]
    [InlineData("value")]
    [InlineData("数据\0\u0001\uFFFD")]
    public async Task Get_AfterSet_IsTheValue(string value)
    {
        await cache.SetAsync(prefix + "键 key", Encoding.UTF8.GetBytes(value), Long, Cancel);

        Assert.Equal(Encoding.UTF8.GetBytes(value), await cache.GetAsync(prefix + "键 key", Cancel));
    }

    [Fact]
    public async Task Set_Twice_KeepsTheLast()
    {
        await cache.SetAsync(prefix + "a", [1], Long, Cancel);
        await cache.SetAsync(prefix + "a", [2], Long, Cancel);

        Assert.Equal([2], await cache.GetAsync(prefix + "a", Cancel));
    }

    [Fact]
    public async Task Set_ShorterThenLonger_LivesTheLongerTime()
    {
        await cache.SetAsync(prefix + "a", [1], TimeSpan.FromMilliseconds(200), Cancel);
        await cache.SetAsync(prefix + "a", [2], Long, Cancel);
        await PassAsync(TimeSpan.FromMilliseconds(400));

        Assert.Equal([2], await cache.GetAsync(prefix + "a", Cancel));
    }

    [Fact]
    public async Task Get_AfterItsLifetime_IsNull()
    {
        await cache.SetAsync(prefix + "a", [1], TimeSpan.FromMilliseconds(200), Cancel);
        await PassAsync(TimeSpan.FromMilliseconds(400));

        Assert.Null(await cache.GetAsync(prefix + "a", Cancel));
    }

    [Fact]
    public async Task Remove_ThereOrNot_LeavesNothing()
    {
        await cache.SetAsync(prefix + "a", [1], Long, Cancel);
        await cache.RemoveAsync(prefix + "a", Cancel);
        await cache.RemoveAsync(prefix + "never", Cancel);

        Assert.Null(await cache.GetAsync(prefix + "a", Cancel));
    }

    [Fact]
    public async Task Add_ManyAtOnce_LosesNone()
    {
        var sums = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => cache.AddAsync(prefix + "n", 3, Long, Cancel).AsTask()));

        Assert.Equal(Enumerable.Range(1, 100).Select(n => 3L * n), sums.Order());
    }

    [Fact]
    public async Task Add_AfterItsLifetime_StartsAgain()
    {
        Assert.Equal(5, await cache.AddAsync(prefix + "n", 5, TimeSpan.FromMilliseconds(300), Cancel));
        Assert.Equal(4, await cache.AddAsync(prefix + "n", -1, TimeSpan.FromMinutes(5), Cancel));
        await PassAsync(TimeSpan.FromMilliseconds(600)); // The lifetime counts from the first use on.

        Assert.Equal(7, await cache.AddAsync(prefix + "n", 7, Long, Cancel));
    }

    [Fact]
    public async Task Add_BackToTheFirstSum_KeepsItsEnd()
    {
        await cache.AddAsync(prefix + "n", 2, TimeSpan.FromMilliseconds(300), Cancel);
        await cache.AddAsync(prefix + "n", -1, Long, Cancel);
        Assert.Equal(2, await cache.AddAsync(prefix + "n", 1, Long, Cancel));
        Assert.Equal(0, await cache.AddAsync(prefix + "n", -2, Long, Cancel));
        Assert.Equal(3, await cache.AddAsync(prefix + "n", 3, Long, Cancel));
        await PassAsync(TimeSpan.FromMilliseconds(600));

        Assert.Equal(1, await cache.AddAsync(prefix + "n", 1, Long, Cancel));
    }

    [Fact]
    public async Task Publish_SubscribersOfTheChannel_GetItInOrder()
    {
        var heard = new List<string>();
        var all = new TaskCompletionSource();
        using var subscription = cache.Subscribe(prefix + "news", message =>
        {
            heard.Add(message);
            if (heard.Count == 20)
            {
                all.TrySetResult();
            }
        });
        using var other = cache.Subscribe(prefix + "other", heard.Add);
        for (var i = 0; i < 20; i++)
        {
            await cache.PublishAsync(prefix + "news", $"消息 {i}", Cancel);
        }

        await all.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"消息 {i}"), heard);
    }

    [Fact]
    public async Task Publish_AfterDispose_IsNotHeard()
    {
        var (heard, last) = (0, new TaskCompletionSource());
        cache.Subscribe(prefix + "news", _ => Interlocked.Increment(ref heard)).Dispose();
        using var subscription = cache.Subscribe(prefix + "news", _ => last.TrySetResult());
        await cache.PublishAsync(prefix + "news", "x", Cancel);
        await last.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancel);

        Assert.Equal(0, heard);
    }

    private protected abstract Task<ICache> CreateAsync();

    private protected abstract Task PassAsync(TimeSpan time);

    private protected abstract ValueTask DisposeCacheAsync();
}
