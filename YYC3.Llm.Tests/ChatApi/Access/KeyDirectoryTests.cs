using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Access;

public sealed class KeyDirectoryTests : IAsyncLifetime
{
    private static readonly KeyHash Admin = KeyHash.Of(ChatApiHost.AdminKey);
    private readonly FakeTimeProvider time = new();
    private ChatApiHost host = null!;
    private KeyDirectory directory = null!;
    private SwitchableDatabase database = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ChatApiHost.StartAsync();
        database = new SwitchableDatabase(host.Services.GetRequiredService<IDatabase>());
        directory = new KeyDirectory(new KeyStore(database, time), Options.Create(new AccessOptions()), time, NullLogger<KeyDirectory>.Instance);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task FindAsync_KeySeenLately_AllocatesNothing()
    {
        await directory.FindAsync(Admin);
        Find(1000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var active = Find(1000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(1000, active);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task FindAsync_BusyKey_IsLookedUpAheadAndNeverWaits()
    {
        var first = await directory.FindAsync(Admin);
        time.Advance(TimeSpan.FromSeconds(14));
        Assert.Same(first, await directory.FindAsync(Admin));
        Assert.Equal(1, database.Opened);

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Same(first, await directory.FindAsync(Admin));
        while (ReferenceEquals(first, await directory.FindAsync(Admin)))
        {
            await Task.Delay(5, TestContext.Current.CancellationToken); // The look-up goes on beside.
        }

        Assert.Equal(2, database.Opened);
    }

    [Fact]
    public async Task FindAsync_IdleKey_IsLookedUpBeforeItIsBelieved()
    {
        var first = await directory.FindAsync(Admin);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.NotSame(first, await directory.FindAsync(Admin));
    }

    [Fact]
    public async Task FindAsync_DatabaseDown_IsTriedOnceASecond()
    {
        await directory.FindAsync(Admin);
        database.IsDown = true;
        time.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(KeyState.Active, (await directory.FindAsync(Admin)).State);
            Assert.Equal(KeyState.Unavailable, (await directory.FindAsync(KeyHash.Of($"unknown {i}"))).State);
        }

        Assert.Equal(1, database.Refused);
        time.Advance(TimeSpan.FromSeconds(1));
        await directory.FindAsync(Admin);
        await directory.FindAsync(Admin);
        Assert.Equal(2, database.Refused);
    }

    private int Find(int times)
    {
        var active = 0;
        for (var i = 0; i < times; i++)
        {
            var found = directory.FindAsync(KeyHash.Of(ChatApiHost.AdminKey));
            active += found.IsCompletedSuccessfully && found.Result.State == KeyState.Active ? 1 : 0;
        }

        return active;
    }
}
