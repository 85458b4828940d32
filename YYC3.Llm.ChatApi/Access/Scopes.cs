using System.Collections.Frozen;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>What a restricted key may reach, in the names of OpenAI's restricted keys. Each part of <c>/v1</c> has one scope to read and one to write.</summary>
internal static class Scopes
{
    /// <summary>Calling a model and waiting for its answer.</summary>
    public const string ModelRequest = "model.request";

    private static readonly string[] Resources = ["assistants", "batches", "conversations", "evals", "feedback", "files", "fine_tuning", "model", "profile", "prompts", "responses", "vector_stores"];

    // Of these, a POST asks a model and stores nothing.
    private static readonly FrozenSet<string> ModelCalls =
        new[] { "audio", "chat", "completions", "embeddings", "images", "messages", "moderations", "realtime", "rerank" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>All scopes that a key can be given.</summary>
    public static FrozenSet<string> All { get; } =
        Resources.SelectMany(resource => new[] { $"api.{resource}.read", $"api.{resource}.write" }).Append(ModelRequest).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The scope that a restricted key needs for a call.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path, <c>/v1/…</c>.</param>
    public static string For(string method, PathString path)
    {
        var parts = path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var resource = parts.Length > 1 ? parts[1].ToLowerInvariant() : "";
        if (ModelCalls.Contains(resource))
        {
            return ModelRequest;
        }

        // A search is a POST only because its question does not fit into an address.
        var reads = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || parts[^1].Equals("search", StringComparison.OrdinalIgnoreCase);
        return $"api.{(resource == "models" ? "model" : resource)}.{(reads ? "read" : "write")}";
    }
}
