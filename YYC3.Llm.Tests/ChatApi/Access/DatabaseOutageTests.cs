using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ServiceDefaults.Cache;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Access;

/// <summary>What happens to callers while the database does not answer: never a 401 for our own failure.</summary>
public sealed class DatabaseOutageTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new();
    private ChatApiHost host = null!;
    private SwitchableDatabase database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await ChatApiHost.StartAsync(new ChatApiHostOptions
        {
            Customise = builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(time);
                builder.Services.AddSingleton<ICache>(new MuteCache(new LocalCache(time))); // Changes are read when the test lets time pass, not before.
                SwitchableDatabase.Install(builder);
            },
        });
        database = (SwitchableDatabase)host.Services.GetRequiredService<IDatabase>();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Can_GoOnWithKeysSeenBefore_ForTheTimeOfGrace()
    {
        await AssertWorksAsync(ChatApiHost.AdminKey);
        database.IsDown = true;
        await AssertWorksAsync(ChatApiHost.AdminKey);
        time.Advance(TimeSpan.FromMinutes(14));
        await AssertWorksAsync(ChatApiHost.AdminKey);
        time.Advance(TimeSpan.FromMinutes(2));
        await AssertUnavailableAsync(ChatApiHost.AdminKey);

        database.IsDown = false;
        time.Advance(TimeSpan.FromSeconds(2));
        await AssertWorksAsync(ChatApiHost.AdminKey);
    }

    [Fact]
    public async Task Refuses_KeysNotSeenBefore_AsUnavailable()
    {
        database.IsDown = true;
        await AssertUnavailableAsync(ApiKey.New());
    }

    [Fact]
    public async Task Refuses_KeysFoundWrongBefore_AsUnavailableOnceThatIsOld()
    {
        var wrong = ApiKey.New();
        await AssertWrongAsync(wrong);
        database.IsDown = true;
        await AssertWrongAsync(wrong);
        time.Advance(TimeSpan.FromSeconds(31));
        await AssertUnavailableAsync(wrong);
    }

    [Fact]
    public async Task Can_KeepRevokedKeysOut()
    {
        var created = await host.Admin.PostJsonAsync("/v1/organization/admin_api_keys", """{"name":"k"}""");
        await host.Admin.DeleteJsonAsync($"/v1/organization/admin_api_keys/{created.Text("id")}");
        using var client = host.Client(created.Text("value"));
        using var before = await client.GetAsync("/v1/none", Cancellation);
        await before.ErrorAsync(HttpStatusCode.Unauthorized, "revoked_api_key");
        await ReadKeyChangesAsync();
        database.IsDown = true;
        time.Advance(TimeSpan.FromMinutes(5));

        using var answer = await client.GetAsync("/v1/none", Cancellation);
        await answer.ErrorAsync(HttpStatusCode.Unauthorized, "revoked_api_key");
    }

    [Fact]
    public async Task Can_AnswerManyCallsOfOneKeyFromOneLookUp()
    {
        var created = await host.Admin.PostJsonAsync("/v1/organization/admin_api_keys", """{"name":"k"}""");
        using var client = host.Client(created.Text("value"));
        var before = database.Opened;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AssertWorksAsync(created.Text("value"))));
        Assert.InRange(database.Opened - before, 1, 8); // As many as may look up at a time.

        before = database.Opened;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AssertWorksAsync(created.Text("value"))));
        Assert.Equal(before, database.Opened);
    }

    [Fact]
    public async Task Can_AnswerWrongKeysFromMemory()
    {
        var wrong = ApiKey.New();
        await AssertWrongAsync(wrong);
        var before = database.Opened;
        await AssertWrongAsync(wrong);
        Assert.Equal(before, database.Opened);
    }

    /// <summary>Lets the instance read its own notes of changed keys. It reads one after the other: when the second look begins, the first has ended.</summary>
    private async Task ReadKeyChangesAsync()
    {
        for (var look = 0; look < 2; look++)
        {
            var before = database.Opened;
            while (database.Opened == before)
            {
                time.Advance(TimeSpan.FromMilliseconds(500));
                await Task.Delay(5, Cancellation);
            }
        }
    }

    private async Task AssertWorksAsync(string key)
    {
        using var client = host.Client(key);
        using var answer = await client.GetAsync("/v1/none", Cancellation);
        await answer.ErrorAsync(HttpStatusCode.NotFound, "unknown_url"); // The door is open; there is nothing behind it.
    }

    private async Task AssertWrongAsync(string key)
    {
        using var client = host.Client(key);
        using var answer = await client.GetAsync("/v1/none", Cancellation);
        await answer.ErrorAsync(HttpStatusCode.Unauthorized, "invalid_api_key");
    }

    private async Task AssertUnavailableAsync(string key)
    {
        using var client = host.Client(key);
        using var answer = await client.GetAsync("/v1/none", Cancellation);
        await answer.ErrorAsync(HttpStatusCode.ServiceUnavailable, "service_unavailable");
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    /// <summary>A cache whose messages get lost.</summary>
    private sealed class MuteCache(LocalCache inner) : ICache
    {
        public bool IsShared => inner.IsShared;

        public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

        public ValueTask SetAsync(string key, byte[] value, TimeSpan lifetime, CancellationToken cancellationToken) => inner.SetAsync(key, value, lifetime, cancellationToken);

        public ValueTask RemoveAsync(string key, CancellationToken cancellationToken) => inner.RemoveAsync(key, cancellationToken);

        public ValueTask<long> AddAsync(string key, long amount, TimeSpan lifetime, CancellationToken cancellationToken) => inner.AddAsync(key, amount, lifetime, cancellationToken);

        public ValueTask PublishAsync(string channel, string message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public IDisposable Subscribe(string channel, Action<string> handler) => inner.Subscribe(channel, handler);
    }
}
