using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Access;

/// <summary>Two instances of ChatApi with one database and one cache.</summary>
public sealed class ManyInstancesTests : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("yyc3-instances-").FullName;
    private readonly FakeTimeProvider time = new(); // It stands still, so that nothing but the message over the cache can tell.
    private readonly GarnetServerFixture cache = new();
    private ChatApiHost first = null!;
    private ChatApiHost second = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await cache.StartAsync();
        first = await StartAsync();
        second = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
        await cache.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Can_StopAKeyOnTheOtherInstance()
    {
        var account = await first.Admin.PostJsonAsync("/v1/organization/projects/proj_default/service_accounts", """{"name":"a"}""");
        using var elsewhere = second.Client(account.GetProperty("api_key").Text("value"));
        await AssertOpenAsync(elsewhere);
        await first.Admin.DeleteJsonAsync($"/v1/organization/projects/proj_default/service_accounts/{account.Text("id")}");

        await AssertClosedSoonAsync(elsewhere, "revoked_api_key");
    }

    [Fact]
    public async Task Can_StopAProjectOnTheOtherInstance()
    {
        var project = (await first.Admin.PostJsonAsync("/v1/organization/projects", """{"name":"p"}""")).Text("id");
        var account = await first.Admin.PostJsonAsync($"/v1/organization/projects/{project}/service_accounts", """{"name":"a"}""");
        using var elsewhere = second.Client(account.GetProperty("api_key").Text("value"));
        await AssertOpenAsync(elsewhere);
        await first.Admin.PostJsonAsync($"/v1/organization/projects/{project}/archive");

        await AssertClosedSoonAsync(elsewhere, "project_archived");
    }

    [Fact]
    public async Task Can_StopAKeyOnTheOtherInstance_WithoutACache()
    {
        await using var here = await ChatApiHost.StartAsync(new ChatApiHostOptions { DataDirectory = directory });
        await using var there = await ChatApiHost.StartAsync(new ChatApiHostOptions { DataDirectory = directory });
        var created = await here.Admin.PostJsonAsync("/v1/organization/admin_api_keys", """{"name":"k"}""");
        using var elsewhere = there.Client(created.Text("value"));
        await AssertOpenAsync(elsewhere);
        await here.Admin.DeleteJsonAsync($"/v1/organization/admin_api_keys/{created.Text("id")}");

        await AssertClosedSoonAsync(elsewhere, "revoked_api_key");
    }

    private static async Task AssertOpenAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/v1/none", Cancellation);
        await answer.ErrorAsync(HttpStatusCode.NotFound, "unknown_url");
    }

    // It takes milliseconds, and half a second without the cache; a busy machine gets more time, but less than remembered keys are believed (30 s).
    private static async Task AssertClosedSoonAsync(HttpClient client, string code)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            using var answer = await client.GetAsync("/v1/none", Cancellation);
            if (answer.StatusCode == HttpStatusCode.Unauthorized || watch.Elapsed > TimeSpan.FromSeconds(10))
            {
                await answer.ErrorAsync(HttpStatusCode.Unauthorized, code);
                return;
            }
        }
    }

    private Task<ChatApiHost> StartAsync() => ChatApiHost.StartAsync(new ChatApiHostOptions
    {
        DataDirectory = directory,
        Customise = builder => builder.Services.AddSingleton<TimeProvider>(time),
        Settings = new Dictionary<string, string> { ["ConnectionStrings:cache"] = cache.ConnectionString },
    });
}
