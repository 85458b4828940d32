using System.Diagnostics;
using System.Net;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Access;

/// <summary>Two instances of ChatApi with one database and one cache.</summary>
public sealed class ManyInstancesTests : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("yyc3-instances-").FullName;
    private readonly CacheServer cache = CacheServer.Start();
    private ChatApiHost first = null!;
    private ChatApiHost second = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        first = await StartAsync();
        second = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
        cache.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Can_StopAKeyOnTheOtherInstance()
    {
        var account = await first.Admin.PostJsonAsync("/v1/organization/projects/proj_default/service_accounts", """{"name":"a"}""");
        using var elsewhere = second.Client(account.GetProperty("api_key").Text("value"));
        await AssertOpenAsync(elsewhere);
        await first.Admin.DeleteJsonAsync($"/v1/organization/projects/proj_default/service_accounts/{account.Text("id")}");

        await AssertClosedWithinASecondAsync(elsewhere, "revoked_api_key");
    }

    [Fact]
    public async Task Can_StopAProjectOnTheOtherInstance()
    {
        var project = (await first.Admin.PostJsonAsync("/v1/organization/projects", """{"name":"p"}""")).Text("id");
        var account = await first.Admin.PostJsonAsync($"/v1/organization/projects/{project}/service_accounts", """{"name":"a"}""");
        using var elsewhere = second.Client(account.GetProperty("api_key").Text("value"));
        await AssertOpenAsync(elsewhere);
        await first.Admin.PostJsonAsync($"/v1/organization/projects/{project}/archive");

        await AssertClosedWithinASecondAsync(elsewhere, "project_archived");
    }

    private static async Task AssertOpenAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/v1/none", Cancellation);
        await answer.ErrorAsync(HttpStatusCode.NotFound, "unknown_url");
    }

    // The other instance hears of it over the cache; asking again and again is the only way to see when it did.
    private static async Task AssertClosedWithinASecondAsync(HttpClient client, string code)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            using var answer = await client.GetAsync("/v1/none", Cancellation);
            if (answer.StatusCode == HttpStatusCode.Unauthorized || watch.Elapsed > TimeSpan.FromSeconds(1))
            {
                await answer.ErrorAsync(HttpStatusCode.Unauthorized, code);
                return;
            }
        }
    }

    private Task<ChatApiHost> StartAsync() => ChatApiHost.StartAsync(new ChatApiHostOptions
    {
        DataDirectory = directory,
        Settings = new Dictionary<string, string> { ["ConnectionStrings:cache"] = cache.ConnectionString },
    });
}
