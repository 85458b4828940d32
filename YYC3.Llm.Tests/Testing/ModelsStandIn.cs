using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.Tests.Testing;

/// <summary>
/// Router's models as RagService sees them: an embedding model that knows which words mean the same, a reranking model and a chat model,
/// each of which can be told to be away.
/// </summary>
internal sealed class ModelsStandIn : IAsyncDisposable
{
    private StandIn server = null!;

    /// <summary>Words that mean the same, each with the one that stands for them all.</summary>
    public Dictionary<string, string> Synonyms { get; } = new(StringComparer.Ordinal);

    /// <summary>What <c>/v1/rerank</c> likes: passages that contain it come first.</summary>
    public string Favourite { get; set; } = "";

    /// <summary>What the chat model answers.</summary>
    public string Rewritten { get; set; } = "";

    /// <summary>Asked for with each call, path by path: what to answer instead; null: as it should.</summary>
    public Func<string, (int Status, string Body)?> Trouble { get; set; } = _ => null;

    /// <summary>The dimensions of the embedding models, by name; 64 for others.</summary>
    public Dictionary<string, int> Dimensions { get; } = new(StringComparer.Ordinal);

    /// <summary>How many texts were embedded, by model.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<string, int> Embedded { get; } = new(StringComparer.Ordinal);

    /// <summary>The projects in whose name calls came.</summary>
    public System.Collections.Concurrent.ConcurrentBag<string> Tenants { get; } = [];

    public string Url => server.Url;

    public static async Task<ModelsStandIn> StartAsync()
    {
        var models = new ModelsStandIn();
        models.server = await StandIn.StartAsync(models.AnswerAsync);
        return models;
    }

    /// <summary>A RagService that uses these models.</summary>
    public Dictionary<string, string> Settings(string? embeddings = "m", string? rerank = null, string? rewrite = null)
    {
        var settings = new Dictionary<string, string>
        {
            ["services:router:http:0"] = Url,
            ["Retrieval:RerankModel"] = rerank ?? "",
            ["Retrieval:RewriteModel"] = rewrite ?? "",
            ["Embeddings:Model"] = embeddings ?? "",
            ["Embeddings:QueryTimeout"] = "00:00:20",
            ["Retrieval:ModelTimeout"] = "00:00:20",
        };
        return settings;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Assert.Equal(RagHost.InternalKey, context.Request.Headers[CallerHeaders.Internal]);
        Tenants.Add(context.Request.Headers[CallerHeaders.Tenant].ToString());
        var path = context.Request.Path.Value!;
        var request = (await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)).RootElement;
        var (status, body) = Trouble(path) ?? (200, path switch
        {
            "/v1/embeddings" => Embeddings(request).ToJsonString(),
            "/v1/rerank" => Rerank(request).ToJsonString(),
            "/v1/chat/completions" => new JsonObject { ["choices"] = new JsonArray(new JsonObject { ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = Rewritten } }) }.ToJsonString(),
            _ => throw new InvalidOperationException(path),
        });
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body, context.RequestAborted);
    }

    private JsonObject Embeddings(JsonElement request)
    {
        var model = request.Text("model");
        var dimensions = request.TryGetProperty("dimensions", out var asked) ? asked.GetInt32() : Dimensions.GetValueOrDefault(model, 64);
        var data = new JsonArray();
        var index = 0;
        foreach (var text in request.GetProperty("input").EnumerateArray())
        {
            data.Add(new JsonObject { ["object"] = "embedding", ["index"] = index++, ["embedding"] = new JsonArray([.. Embed(text.GetString()!, dimensions).Select(value => (JsonNode)value)]) });
        }

        Embedded.AddOrUpdate(model, index, (_, before) => before + index);
        return new JsonObject { ["object"] = "list", ["model"] = model, ["data"] = data, ["usage"] = new JsonObject { ["prompt_tokens"] = 1, ["total_tokens"] = 1 } };
    }

    // Each word has a direction of its own; words that mean the same share theirs.
    private float[] Embed(string text, int dimensions)
    {
        var sum = new float[dimensions];
        foreach (var term in TextAnalyzer.Terms(text))
        {
            var seed = 17;
            foreach (var letter in Synonyms.GetValueOrDefault(term, term))
            {
                seed = (seed * 31) + letter;
            }

            var random = new Random(seed);
            TensorPrimitives.Add(sum, [.. Enumerable.Range(0, dimensions).Select(_ => (float)((2 * random.NextDouble()) - 1))], sum);
        }

        return sum;
    }

    private JsonObject Rerank(JsonElement request)
    {
        var results = request.GetProperty("documents").EnumerateArray()
            .Select((document, index) => (Index: index, Score: document.GetString()!.Contains(Favourite, StringComparison.Ordinal) ? 0.9 : 0.1 / (index + 1)))
            .OrderByDescending(one => one.Score)
            .Select(one => (JsonNode)new JsonObject { ["index"] = one.Index, ["relevance_score"] = one.Score });
        return new JsonObject { ["results"] = new JsonArray([.. results]) };
    }
}
