using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService;

/// <summary>Bad input is refused with the field's name, and never ends in a 500.</summary>
public sealed class MalformedRequestTests(MalformedRequestTests.Host shared) : IClassFixture<MalformedRequestTests.Host>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string?> Wrong => new()
    {
        { "/v1/vector_stores", "{", null },
        { "/v1/vector_stores", "[]", null },
        { "/v1/vector_stores", "null", null },
        { "/v1/vector_stores", """{"name":1}""", "name" },
        { "/v1/vector_stores", """{"name":"\ud800"}""", "name" },
        { "/v1/vector_stores", """{"name":"a\u0000b"}""", "name" },
        { "/v1/vector_stores", """{"nam":"x"}""", "nam" },
        { "/v1/vector_stores", """{"\ud800":"x"}""", null },
        { "/v1/vector_stores", """{"file_ids":"x"}""", "file_ids" },
        { "/v1/vector_stores", """{"file_ids":[1]}""", "file_ids[0]" },
        { "/v1/vector_stores", """{"metadata":[]}""", "metadata" },
        { "/v1/vector_stores", """{"metadata":{"a":1}}""", "metadata.a" },
        { "/v1/vector_stores", """{"metadata":{"\udfff":"x"}}""", "metadata" },
        { "/v1/vector_stores", """{"expires_after":{"anchor":"created_at","days":1}}""", "expires_after.anchor" },
        { "/v1/vector_stores", """{"expires_after":{"anchor":"last_active_at","days":366}}""", "expires_after.days" },
        { "/v1/vector_stores", """{"expires_after":{"anchor":"last_active_at","days":1.5}}""", "expires_after.days" },
        { "/v1/vector_stores", """{"expires_after":{"anchor":"last_active_at"}}""", "expires_after.days" },
        { "/v1/vector_stores", """{"chunking_strategy":{"type":"magic"}}""", "chunking_strategy.type" },
        { "/v1/vector_stores", """{"chunking_strategy":{"type":"static"}}""", "chunking_strategy.static" },
        { "/v1/vector_stores", """{"chunking_strategy":{"type":"static","static":{"max_chunk_size_tokens":99,"chunk_overlap_tokens":0}}}""", "chunking_strategy.static.max_chunk_size_tokens" },
        { "/v1/vector_stores", """{"chunking_strategy":{"type":"static","static":{"max_chunk_size_tokens":100,"chunk_overlap_tokens":51}}}""", "chunking_strategy.static.chunk_overlap_tokens" },
        { "{store}/files", "{}", "file_id" },
        { "{store}/files", """{"file_id":{}}""", "file_id" },
        { "{store}/files", """{"file_id":"{file}","attributes":{"a":[]}}""", "attributes.a" },
        { "{store}/files", """{"file_id":"{file}","attributes":{"a":1e999}}""", "attributes.a" },
        { "{store}/files/{file}", "{}", "attributes" },
        { "{store}/search", "{}", "query" },
        { "{store}/search", """{"query":""}""", "query" },
        { "{store}/search", """{"query":[]}""", "query" },
        { "{store}/search", """{"query":["a",2]}""", "query[1]" },
        { "{store}/search", """{"query":{"a":1}}""", "query" },
        { "{store}/search", """{"query":"a","max_num_results":0}""", "max_num_results" },
        { "{store}/search", """{"query":"a","max_num_results":51}""", "max_num_results" },
        { "{store}/search", """{"query":"a","max_num_results":"10"}""", "max_num_results" },
        { "{store}/search", """{"query":"a","rewrite_query":"yes"}""", "rewrite_query" },
        { "{store}/search", """{"query":"a","ranking_options":{"score_threshold":1.5}}""", "ranking_options.score_threshold" },
        { "{store}/search", """{"query":"a","ranking_options":{"ranker":"best"}}""", "ranking_options.ranker" },
        { "{store}/search", """{"query":"a","filter":{}}""", "filter" },
        { "{store}/search", """{"query":"a","filters":[]}""", "filters" },
        { "{store}/search", """{"query":"a","filters":{"type":"like","key":"k","value":1}}""", "filters.type" },
        { "{store}/search", """{"query":"a","filters":{"type":"eq","value":1}}""", "filters.key" },
        { "{store}/search", """{"query":"a","filters":{"type":"eq","key":"k"}}""", "filters.value" },
        { "{store}/search", """{"query":"a","filters":{"type":"gt","key":"k","value":"1"}}""", "filters.value" },
        { "{store}/search", """{"query":"a","filters":{"type":"in","key":"k","value":[{}]}}""", "filters.value[0]" },
        { "{store}/search", """{"query":"a","filters":{"type":"and","filters":[{"type":"eq","key":"k","value":null}]}}""", "filters.filters[0].value" },
        { "/internal/search", """{"query":"a"}""", "vector_store_ids" },
        { "/internal/search", """{"query":"a","vector_store_ids":[]}""", "vector_store_ids" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Refuses_with_the_fields_name(string path, string body, string? param)
    {
        using var answer = await PostAsync(shared.Rag.Client, path, body, shared.Store, shared.File);

        Assert.Equal(param, await answer.RefusedAsync(400));
    }

    [Fact]
    public async Task Metadata_beyond_the_limits_is_refused()
    {
        foreach (var metadata in new Dictionary<string, string>[]
        {
            Enumerable.Range(0, 17).ToDictionary(i => $"{i}", _ => "x"), new() { [new string('k', 65)] = "x" }, new() { ["k"] = new string('x', 513) },
        })
        {
            using var answer = await PostAsync(shared.Rag.Client, "/v1/vector_stores", JsonSerializer.Serialize(new { metadata }), "", "");
            Assert.StartsWith("metadata", await answer.RefusedAsync(400), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(RagBackends.All), MemberType = typeof(RagBackends))]
    public async Task Mutated_requests_never_end_in_a_500(string backend)
    {
        await using var rag = await RagBackends.StartAsync(backend);
        var (store, file) = await SetUpAsync(rag);
        var random = new Random(20260101);
        (string Path, string Body)[] requests =
        [
            ("/v1/vector_stores", """{"name":"n","file_ids":["{file}"],"metadata":{"a":"b"},"expires_after":{"anchor":"last_active_at","days":3},"chunking_strategy":{"type":"static","static":{"max_chunk_size_tokens":200,"chunk_overlap_tokens":10}}}"""),
            ("{store}", """{"name":"n","metadata":{"a":"b"},"expires_after":null}"""),
            ("{store}/files", """{"file_id":"{file}","attributes":{"a":1,"b":"c","d":true},"chunking_strategy":{"type":"auto"}}"""),
            ("{store}/files/{file}", """{"attributes":{"a":1}}"""),
            ("{store}/search", """{"query":["alpha","b"],"max_num_results":3,"filters":{"type":"and","filters":[{"type":"eq","key":"a","value":1},{"type":"in","key":"b","value":["x",2]}]},"ranking_options":{"ranker":"auto","score_threshold":0.1},"rewrite_query":false}"""),
            ("/internal/search", """{"vector_store_ids":["{storeId}"],"query":"alpha"}"""),
        ];
        for (var i = 0; i < 400; i++)
        {
            var (path, body) = requests[random.Next(requests.Length)];
            var mutated = random.Next(4) == 0 ? Cut(body, random) : Mutate(JsonNode.Parse(body)!, random).ToJsonString();
            using var answer = await PostAsync(rag.Client, path, mutated, store, file);

            Assert.True((int)answer.StatusCode < 500, $"{(int)answer.StatusCode} for {path} {mutated}");
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                await answer.RefusedAsync((int)answer.StatusCode);
            }
        }
    }

    [Theory]
    [InlineData("/v1/files/%00")]
    [InlineData("/v1/files/file-..%2F..%2Fetc")]
    [InlineData("/v1/vector_stores/%F0%9F%98%80")]
    [InlineData("/v1/vector_stores/vs_1'%20or%20'1'='1")]
    public async Task Odd_ids_are_refused(string path)
    {
        using var answer = await shared.Rag.Client.GetAsync(path, Cancel);

        Assert.InRange((int)answer.StatusCode, 400, 404);
    }

    private static async Task<(string Store, string File)> SetUpAsync(RagHost rag)
    {
        var file = await rag.Client.UploadTextAsync("a.txt", "alpha beta");
        var store = await rag.Client.NewStoreAsync(file);
        await rag.Client.IndexedAsync(store);
        return (store, file);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string body, string store, string file)
    {
        path = path.Replace("{store}", $"/v1/vector_stores/{store}", StringComparison.Ordinal).Replace("{file}", file, StringComparison.Ordinal);
        body = body.Replace("{file}", file, StringComparison.Ordinal).Replace("{storeId}", store, StringComparison.Ordinal);
        return client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
    }

    private static string Cut(string body, Random random) => body.Remove(random.Next(body.Length), 1);

    private static JsonNode Mutate(JsonNode node, Random random)
    {
        JsonNode?[] odd =
        [
            null, 0, -1, 1.5, 1e300, long.MaxValue, "", "\0", "日本", new string('x', 2000), true, new JsonArray(), new JsonArray(1, "a", null), new JsonObject(), new JsonObject { ["type"] = "eq" },
        ];
        if (node is JsonObject { Count: > 0 } fields)
        {
            var name = fields.ElementAt(random.Next(fields.Count)).Key;
            if (random.Next(2) == 0 && fields[name] is JsonObject or JsonArray)
            {
                Mutate(fields[name]!, random);
            }
            else
            {
                fields[random.Next(8) == 0 ? name + "x" : name] = odd[random.Next(odd.Length)]?.DeepClone();
            }
        }
        else if (node is JsonArray { Count: > 0 } items)
        {
            var at = random.Next(items.Count);
            if (random.Next(2) == 0 && items[at] is JsonObject or JsonArray)
            {
                Mutate(items[at]!, random);
            }
            else
            {
                items[at] = odd[random.Next(odd.Length)]?.DeepClone();
            }
        }

        return node;
    }

    /// <summary>One service for all the refusals.</summary>
    public sealed class Host : IAsyncLifetime
    {
        internal RagHost Rag { get; private set; } = null!;

        internal string Store { get; private set; } = "";

        internal string File { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            Rag = await RagHost.StartAsync();
            (Store, File) = await SetUpAsync(Rag);
        }

        public ValueTask DisposeAsync() => Rag.DisposeAsync();
    }
}
