using System.Text.Json;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Admin.Probing;

/// <summary>One question put to a deployment to find out whether it can do something.</summary>
/// <param name="Name">What it is about, as capabilities are named: <c>vision</c>, <c>tools</c>, <c>json</c>, <c>json_schema</c>, <c>reasoning</c>, <c>streaming</c>, <c>stream_usage</c>.</param>
/// <param name="Operation">What is asked for.</param>
/// <param name="Body">The request without its model, as JSON fields.</param>
/// <param name="Shows">Whether an answer shows that it can.</param>
/// <param name="Dropped">The field whose absence in the provider's request means that it cannot.</param>
internal sealed record Probe(string Name, Operation Operation, string Body, Func<ProbeAnswer, bool> Shows, string? Dropped = null)
{
    /// <summary>Bound of every answer, in tokens: enough for a short thought.</summary>
    public const int MostTokens = 512;

    /// <summary>A red square.</summary>
    private const string Picture = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAS0lEQVR42u3PQQkAAAgAsetfWiP4FgYrsKZeS0BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEDgsqnc8OJg6Ln3AAAAAElFTkSuQmCC";

    public static readonly Probe[] OfChat =
    [
        new("text", Operation.Chat, Chat("Reply with the word pong and nothing else."), answer => answer.Text.Length > 0),
        new("streaming", Operation.Chat, Chat("Reply with the word pong and nothing else.", """ "stream":true,"stream_options":{"include_usage":true}"""), answer => answer.Events > 0 && answer.Text.Length > 0),
        new("stream_usage", Operation.Chat, "", answer => answer.HasUsage),
        new("tools", Operation.Chat, Chat("What is the time in Paris? Use the tool.", """ "tools":[{"type":"function","function":{"name":"get_time","description":"The time in a city","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}],"tool_choice":"auto" """), answer => answer.Tool == "get_time", "tools"),
        new("json", Operation.Chat, Chat("Answer in JSON: an object whose field city is the capital of France.", """ "response_format":{"type":"json_object"}"""), answer => answer.Json is { ValueKind: JsonValueKind.Object }, "response_format"),
        new("json_schema", Operation.Chat, Chat("What is the capital of France?", """ "response_format":{"type":"json_schema","json_schema":{"name":"answer","strict":true,"schema":{"type":"object","properties":{"capital_city":{"type":"string"}},"required":["capital_city"],"additionalProperties":false}}}"""), answer => answer.Json is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("capital_city", out _), "response_format"),
        new("reasoning", Operation.Chat, Chat("How many days are there in two weeks and three days?", """ "reasoning_effort":"low" """), answer => answer.HasReasoning, "reasoning_effort"),
        new("vision", Operation.Chat, $$$""" "messages":[{"role":"user","content":[{"type":"text","text":"Which colour is this picture? Answer with one English word."},{"type":"image_url","image_url":{"url":"{{{Picture}}}"}}]}],"max_tokens":{{{MostTokens}}}""", answer => answer.Text.Contains("red", StringComparison.OrdinalIgnoreCase) || answer.Text.Contains('红'), "image"),
    ];

    public static readonly Probe[] OfEmbeddings = [new("embeddings", Operation.Embeddings, """ "input":"pong" """, answer => answer.Dimensions > 0)];

    public static Probe[] Of(Model model) => model.Definition.Type == ModelTypes.Embeddings ? OfEmbeddings : OfChat;

    private static string Chat(string question, string more = "") =>
        $$""" "messages":[{"role":"user","content":"{{question}}"}],"max_tokens":{{MostTokens}}{{(more.Length > 0 ? "," : "")}}{{more}}""";
}
