using System.Net.Http.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService;

/// <summary>Two projects with the same words.</summary>
public sealed class IsolationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RagBackends.All), MemberType = typeof(RagBackends))]
    public async Task Another_projects_documents_change_nothing(string backend)
    {
        await using var rag = await RagBackends.StartAsync(backend);
        using var other = rag.For("proj_other");
        var store = await rag.Client.NewStoreAsync(await rag.Client.UploadTextAsync("a.txt", "red fish blue fish"), await rag.Client.UploadTextAsync("b.txt", "one fish 两条鱼"));
        await rag.Client.IndexedAsync(store);
        async Task<string> StateAsync() =>
            string.Join('\n', await rag.Client.SearchAsync(store, "red fish 鱼")) + await rag.Client.ReadAsync($"/v1/vector_stores/{store}") + await rag.Client.ReadAsync("/v1/files");
        var before = await StateAsync();

        var files = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            files.Add(await other.UploadTextAsync($"{i}.txt", $"red red red fish 鱼 {i}"));
        }

        var theirs = await other.NewStoreAsync([.. files]);
        await other.IndexedAsync(theirs);
        Assert.Equal(before, await StateAsync());
        Assert.Equal(10, (await other.SearchAsync(theirs, "red fish")).Count);

        await other.RemoveAsync($"/v1/vector_stores/{theirs}");
        Assert.Equal(before, await StateAsync());
    }

    [Theory]
    [MemberData(nameof(RagBackends.All), MemberType = typeof(RagBackends))]
    public async Task Foreign_ids_are_404_everywhere(string backend)
    {
        await using var rag = await RagBackends.StartAsync(backend);
        using var stranger = rag.For("proj_other");
        var file = await rag.Client.UploadTextAsync("a.txt", "secret");
        var store = await rag.Client.NewStoreAsync(file);
        await rag.Client.IndexedAsync(store);
        var ownFile = await stranger.UploadTextAsync("b.txt", "mine");
        var ownStore = await stranger.NewStoreAsync(ownFile);
        await stranger.IndexedAsync(ownStore);

        (HttpMethod Method, string Path, object? Body)[] calls =
        [
            (HttpMethod.Get, $"/v1/files/{file}", null),
            (HttpMethod.Get, $"/v1/files/{file}/content", null),
            (HttpMethod.Delete, $"/v1/files/{file}", null),
            (HttpMethod.Get, $"/v1/vector_stores/{store}", null),
            (HttpMethod.Post, $"/v1/vector_stores/{store}", new { name = "x" }),
            (HttpMethod.Delete, $"/v1/vector_stores/{store}", null),
            (HttpMethod.Get, $"/v1/vector_stores/{store}/files", null),
            (HttpMethod.Post, $"/v1/vector_stores/{store}/files", new { file_id = ownFile }),
            (HttpMethod.Post, $"/v1/vector_stores/{ownStore}/files", new { file_id = file }),
            (HttpMethod.Get, $"/v1/vector_stores/{store}/files/{file}", null),
            (HttpMethod.Get, $"/v1/vector_stores/{ownStore}/files/{file}", null),
            (HttpMethod.Post, $"/v1/vector_stores/{store}/files/{file}", new { attributes = new { } }),
            (HttpMethod.Delete, $"/v1/vector_stores/{store}/files/{file}", null),
            (HttpMethod.Get, $"/v1/vector_stores/{store}/files/{file}/content", null),
            (HttpMethod.Post, $"/v1/vector_stores/{store}/search", new { query = "secret" }),
            (HttpMethod.Post, "/internal/search", new { query = "secret", vector_store_ids = new[] { ownStore, store } }),
            (HttpMethod.Post, "/v1/vector_stores", new { file_ids = new[] { file } }),
        ];
        foreach (var (method, path, body) in calls)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            using var answer = await stranger.SendAsync(request, Cancel);
            await answer.RefusedAsync(404);
        }

        using var cursor = await stranger.GetAsync($"/v1/files?after={file}", Cancel);
        await cursor.RefusedAsync(400);
        Assert.Single(await rag.Client.SearchAsync(store, "secret"));
    }

    [Fact]
    public async Task Refuses_callers_without_the_internal_key()
    {
        await using var rag = await RagHost.StartAsync();
        using var outsider = new HttpClient { BaseAddress = rag.Address };
        using var answer = await outsider.GetAsync("/v1/files", Cancel);

        await answer.RefusedAsync(401);
    }
}
