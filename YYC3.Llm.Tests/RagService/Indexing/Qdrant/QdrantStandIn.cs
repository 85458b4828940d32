using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService.Indexing.Qdrant;

/// <summary>
/// What of Qdrant 1.19 the index relies on, over a real socket: named dense and sparse vectors, the idf modifier with its corpus, filters, strict mode,
/// counting, the door's errors, and writes that are not seen before somebody waits for one. Requests and answers are held against Qdrant's document.
/// </summary>
internal sealed class QdrantStandIn : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Collection> collections = new(StringComparer.Ordinal);
    private readonly List<string> faults = [];
    private StandIn server = null!;

    /// <summary>The API key that it wants; null: none.</summary>
    public string? Key { get; init; }

    /// <summary>Asked for with each call: what to answer instead; null: as it should.</summary>
    public Func<string, (int Status, string? RetryAfter)?> Trouble { get; set; } = _ => null;

    /// <summary>Calls that came.</summary>
    public int Calls { get; private set; }

    public string ConnectionString => $"Endpoint={server.Url};Key={Key}";

    /// <summary>Points of all collections.</summary>
    public int Points
    {
        get
        {
            lock (gate)
            {
                return collections.Values.Sum(collection => collection.Seen.Count);
            }
        }
    }

    public static async Task<QdrantStandIn> StartAsync(string? key = "secret")
    {
        var qdrant = new QdrantStandIn { Key = key };
        qdrant.server = await StandIn.StartAsync(qdrant.AnswerAsync);
        return qdrant;
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Assert.Empty(faults);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var (path, method) = (context.Request.Path.Value!.Trim('/'), context.Request.Method.ToLowerInvariant());
        JsonElement body = default;
        if (context.Request.ContentLength > 0)
        {
            body = (await JsonDocument.ParseAsync(context.Request.Body)).RootElement;
        }

        int status;
        string answer, type = "application/json";
        string? retryAfter = null;
        lock (gate)
        {
            Calls++;
            if (Trouble(path) is { } trouble)
            {
                (status, retryAfter, answer) = (trouble.Status, trouble.RetryAfter, Error("busy"));
            }
            else if (path == "readyz")
            {
                (status, answer, type) = (200, "all shards are ready", "text/plain");
            }
            else if (Key is not null && context.Request.Headers["api-key"] != Key)
            {
                (status, answer, type) = (401, "Must provide an API key or an Authorization bearer token", "text/plain");
            }
            else
            {
                try
                {
                    (status, answer) = (200, Handle(path, method, context.Request.Query["wait"] == "true", body));
                }
                catch (Refusal refusal)
                {
                    (status, answer) = (refusal.Status, Error(refusal.Message));
                }
                catch (Exception fault)
                {
                    faults.Add($"{method} {path}: {fault}");
                    (status, answer) = (500, Error(fault.Message));
                }
            }
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        await context.Response.WriteAsync(answer);
    }

    private string Handle(string path, string method, bool wait, JsonElement body)
    {
        var parts = path.Split('/');
        var name = parts.Length > 1 ? parts[1] : "";
        var template = "/" + (parts.Length == 1 ? parts[0] : string.Join('/', new[] { parts[0], "{collection_name}" }.Concat(parts[2..])));
        if (body.ValueKind == JsonValueKind.Object)
        {
            QdrantSpec.FitsRequest(template, method, body);
        }

        JsonNode? result = (method, template) switch
        {
            ("get", "/collections") => new JsonObject { ["collections"] = new JsonArray([.. collections.Keys.Select(key => (JsonNode)new JsonObject { ["name"] = key })]) },
            ("put", "/collections/{collection_name}") => Create(name, body),
            ("put", "/collections/{collection_name}/index") => Index(Find(name), body),
            ("put", "/collections/{collection_name}/points") => Upsert(Find(name), body, wait),
            ("post", "/collections/{collection_name}/points/delete") => Delete(Find(name), body, wait),
            ("post", "/collections/{collection_name}/points/count") => new JsonObject { ["count"] = Find(name).Match(body.GetProperty("filter")).Count() },
            ("post", "/collections/{collection_name}/points/query") => Query(Find(name), body),
            ("post", "/collections/{collection_name}/points/query/batch") => new JsonArray([.. body.GetProperty("searches").EnumerateArray().Select(search => (JsonNode)Query(Find(name), search))]),
            _ => throw new InvalidOperationException($"not part of the stand-in: {method} {template}"),
        };
        var text = new JsonObject { ["result"] = result, ["status"] = "ok", ["time"] = 0.001 }.ToJsonString();
        QdrantSpec.FitsAnswer(template, method, JsonDocument.Parse(text).RootElement);
        return text;
    }

    private static string Error(string message) => new JsonObject { ["status"] = new JsonObject { ["error"] = message }, ["time"] = 0.0001 }.ToJsonString();

    private Collection Find(string name) => collections.GetValueOrDefault(name) ?? throw new Refusal(404, $"Not found: Collection `{name}` doesn't exist!");

    private JsonNode Create(string name, JsonElement body) => collections.TryAdd(name, new Collection(body.Clone()))
        ? true
        : throw new Refusal(409, $"Wrong input: Collection `{name}` already exists!");

    private static JsonObject Index(Collection collection, JsonElement body)
    {
        collection.Indexed.Add(body.GetProperty("field_name").GetString()!);
        return Done(wait: true);
    }

    private static JsonObject Upsert(Collection collection, JsonElement body, bool wait)
    {
        foreach (var point in body.GetProperty("points").EnumerateArray())
        {
            if (!Guid.TryParse(point.GetProperty("id").GetString(), out var id))
            {
                throw new Refusal(400, "not a valid point ID");
            }

            foreach (var vector in point.GetProperty("vector").EnumerateObject())
            {
                collection.Check(vector.Name, vector.Value);
            }

            collection.Written[id] = point.Clone();
        }

        return collection.Settle(wait);
    }

    private static JsonObject Delete(Collection collection, JsonElement body, bool wait)
    {
        foreach (var point in collection.Match(body.GetProperty("filter")).ToList())
        {
            collection.Written[Guid.Parse(point.GetProperty("id").GetString()!)] = null;
        }

        return collection.Settle(wait);
    }

    private static JsonObject Done(bool wait) => new() { ["operation_id"] = 1, ["status"] = wait ? "completed" : "acknowledged" };

    private static JsonObject Query(Collection collection, JsonElement search)
    {
        var name = search.GetProperty("using").GetString()!;
        var query = search.GetProperty("query");
        var points = collection.Match(search.GetProperty("filter"));
        var scored = query.ValueKind == JsonValueKind.Array ? Dense(points, name, query, collection) : Sparse(points, name, query, search, collection);
        var found = scored.OrderByDescending(one => one.Score).ThenBy(one => one.Point.GetProperty("id").GetString(), StringComparer.Ordinal).Take(search.TryGetProperty("limit", out var limit) ? limit.GetInt32() : 10);
        return new JsonObject
        {
            ["points"] = new JsonArray([.. found.Select(one =>
            {
                var point = new JsonObject { ["id"] = one.Point.GetProperty("id").GetString(), ["version"] = 1, ["score"] = one.Score };
                if (search.TryGetProperty("with_payload", out var payload) && payload.ValueKind == JsonValueKind.True)
                {
                    point["payload"] = JsonNode.Parse(one.Point.GetProperty("payload").GetRawText());
                }

                if (search.TryGetProperty("with_vector", out var vector) && vector.ValueKind == JsonValueKind.Array)
                {
                    point["vector"] = new JsonObject([.. vector.EnumerateArray().Select(entry => KeyValuePair.Create(entry.GetString()!, JsonNode.Parse(one.Point.GetProperty("vector").GetProperty(entry.GetString()!).GetRawText())))]);
                }

                return (JsonNode)point;
            })]),
        };
    }

    private static IEnumerable<(JsonElement Point, float Score)> Dense(IEnumerable<JsonElement> points, string name, JsonElement query, Collection collection)
    {
        collection.Check(name, query);
        var wanted = Floats(query);
        return points.Select(point => (point, TensorPrimitives.CosineSimilarity<float>(Floats(point.GetProperty("vector").GetProperty(name)), wanted)));
    }

    // query weight × idf, times the document's value; documents without any of the dimensions are not there.
    private static IEnumerable<(JsonElement Point, float Score)> Sparse(IEnumerable<JsonElement> points, string name, JsonElement query, JsonElement search, Collection collection)
    {
        collection.Check(name, query);
        var corpus = search.TryGetProperty("params", out var parameters) && parameters.TryGetProperty("idf", out var idf) && idf.ValueKind == JsonValueKind.Object
            ? collection.Match(idf.GetProperty("corpus")).ToList()
            : [.. collection.Seen.Values];
        var documents = corpus.ConvertAll(point => Values(point.GetProperty("vector").GetProperty(name)));
        var weights = Values(query).ToDictionary(one => one.Key, one =>
        {
            var with = documents.Count(document => document.ContainsKey(one.Key));
            return one.Value * MathF.Log(((documents.Count - with + 0.5f) / (with + 0.5f)) + 1f);
        });
        return points
            .Select(point => (Point: point, Values: Values(point.GetProperty("vector").GetProperty(name))))
            .Where(one => one.Values.Keys.Any(weights.ContainsKey))
            .Select(one => (one.Point, one.Values.Sum(value => weights.GetValueOrDefault(value.Key) * value.Value)));
    }

    private static Dictionary<uint, float> Values(JsonElement sparse) => sparse.GetProperty("indices").EnumerateArray().Select(index => index.GetUInt32())
        .Zip(sparse.GetProperty("values").EnumerateArray().Select(value => value.GetSingle())).ToDictionary(pair => pair.First, pair => pair.Second);

    private static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetSingle())];

    private sealed class Refusal(int status, string message) : Exception(message)
    {
        public int Status => status;
    }

    private sealed class Collection(JsonElement layout)
    {
        public HashSet<string> Indexed { get; } = [];

        public Dictionary<Guid, JsonElement> Seen { get; } = [];

        public Dictionary<Guid, JsonElement?> Written { get; } = [];

        public JsonObject Settle(bool wait)
        {
            if (wait)
            {
                foreach (var (id, point) in Written)
                {
                    if (point is { } there)
                    {
                        Seen[id] = there;
                    }
                    else
                    {
                        Seen.Remove(id);
                    }
                }

                Written.Clear();
            }

            return Done(wait);
        }

        public void Check(string name, JsonElement vector)
        {
            if (layout.TryGetProperty("sparse_vectors", out var sparse) && sparse.TryGetProperty(name, out var parameters))
            {
                Assert.Equal("idf", parameters.GetProperty("modifier").GetString());
                var indices = vector.GetProperty("indices").EnumerateArray().Select(index => index.GetUInt32()).ToList();
                if (indices.Distinct().Count() != indices.Count || indices.Count != vector.GetProperty("values").GetArrayLength())
                {
                    throw new Refusal(422, "Validation error in JSON body: must be the same length as indices");
                }
            }
            else if (layout.TryGetProperty("vectors", out var vectors) && vectors.TryGetProperty(name, out var dense))
            {
                if (dense.GetProperty("size").GetInt32() is var size && size != vector.GetArrayLength())
                {
                    throw new Refusal(400, $"Wrong input: Vector dimension error: expected dim: {size}, got {vector.GetArrayLength()}");
                }
            }
            else
            {
                throw new Refusal(400, $"Wrong input: Not existing vector name error: {name}");
            }
        }

        public IEnumerable<JsonElement> Match(JsonElement filter)
        {
            Assert.Equal("must", Assert.Single(filter.EnumerateObject()).Name);
            var conditions = filter.GetProperty("must").EnumerateArray().ToList();
            foreach (var key in conditions.Select(condition => condition.GetProperty("key").GetString()!).Where(key => !Indexed.Contains(key)))
            {
                throw new Refusal(400, $"Bad request: Index required but not found for \"{key}\" of one of the following types: [keyword, uuid].");
            }

            return Seen.Values.Where(point => conditions.TrueForAll(condition => Holds(condition, point.GetProperty("payload"))));
        }

        private static bool Holds(JsonElement condition, JsonElement payload)
        {
            var value = payload.GetProperty(condition.GetProperty("key").GetString()!).ToString();
            var match = condition.GetProperty("match");
            return match.TryGetProperty("value", out var one) ? one.ToString() == value : match.GetProperty("any").EnumerateArray().Any(any => any.ToString() == value);
        }
    }
}
