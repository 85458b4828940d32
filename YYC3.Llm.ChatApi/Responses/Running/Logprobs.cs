using System.Text.Json.Nodes;

namespace YYC3.Llm.ChatApi.Responses.Running;

/// <summary>The likelihoods of tokens: the same objects in both APIs, but that Responses has every field.</summary>
internal static class Logprobs
{
    /// <summary>Those of a chunk.</summary>
    public static List<JsonObject> Of(JsonArray? content) => [.. (content ?? []).OfType<JsonObject>().Select(token =>
    {
        var whole = Token(token);
        whole["top_logprobs"] = new JsonArray([.. (token["top_logprobs"] as JsonArray ?? []).OfType<JsonObject>().Select(Token)]);
        return whole;
    })];

    /// <summary>As a list of an event or an item.</summary>
    public static JsonArray Write(IEnumerable<JsonObject> tokens) => [.. tokens.Select(token => token.DeepClone())];

    private static JsonObject Token(JsonObject token) => new()
    {
        ["token"] = token["token"]?.DeepClone() ?? "",
        ["logprob"] = token["logprob"]?.DeepClone() ?? 0,
        ["bytes"] = token["bytes"] is JsonArray bytes ? bytes.DeepClone() : new JsonArray(),
    };
}
