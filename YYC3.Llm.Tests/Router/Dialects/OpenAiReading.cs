using System.Text.Json;

namespace YYC3.Llm.Tests.Router.Dialects;

/// <summary>What a client of OpenAI's makes of an answer, plain or in chunks; checks the wire on the way.</summary>
internal sealed class OpenAiReading
{
    public string Text { get; private set; } = "";

    public string Reasoning { get; private set; } = "";

    public List<(string? Id, string? Name, string Arguments)> Calls { get; } = [];

    public List<string> FinishReasons { get; } = [];

    public List<JsonElement> Usages { get; } = [];

    public List<JsonElement> ReasoningDetails { get; } = [];

    /// <summary>Reads a completion.</summary>
    public static OpenAiReading Whole(string json)
    {
        var root = JsonElement.Parse(json);
        var reading = new OpenAiReading();
        reading.Head(root, "chat.completion");
        var choice = Assert.Single(root.GetProperty("choices").EnumerateArray());
        Assert.Equal(0, choice.GetProperty("index").GetInt32());
        var message = choice.GetProperty("message");
        Assert.Equal("assistant", message.GetProperty("role").GetString());
        Assert.True(message.GetProperty("content").ValueKind is JsonValueKind.String or JsonValueKind.Null);
        reading.Said(message);
        foreach (var call in Items(message, "tool_calls"))
        {
            Assert.Equal("function", call.GetProperty("type").GetString());
            var function = call.GetProperty("function");
            reading.Calls.Add((call.GetProperty("id").GetString(), function.GetProperty("name").GetString(), function.GetProperty("arguments").GetString()!));
        }

        reading.FinishReasons.Add(choice.GetProperty("finish_reason").GetString()!);
        return reading;
    }

    /// <summary>Reads chunks.</summary>
    public static OpenAiReading Streamed(IReadOnlyList<JsonElement> chunks)
    {
        var reading = new OpenAiReading();
        string? id = null;
        foreach (var chunk in chunks)
        {
            reading.Head(chunk, "chat.completion.chunk");
            Assert.Equal(id ??= chunk.GetProperty("id").GetString(), chunk.GetProperty("id").GetString());
            foreach (var choice in chunk.GetProperty("choices").EnumerateArray())
            {
                Assert.Equal(0, choice.GetProperty("index").GetInt32());
                var delta = choice.GetProperty("delta");
                reading.Said(delta);
                foreach (var call in Items(delta, "tool_calls"))
                {
                    reading.Add(call);
                }

                if (choice.TryGetProperty("finish_reason", out var reason) && reason.ValueKind == JsonValueKind.String)
                {
                    reading.FinishReasons.Add(reason.GetString()!);
                }
            }
        }

        return reading;
    }

    private void Add(JsonElement call)
    {
        var index = call.GetProperty("index").GetInt32();
        var function = call.GetProperty("function");
        if (index == Calls.Count)
        {
            Calls.Add((call.GetProperty("id").GetString(), function.GetProperty("name").GetString(), ""));
        }

        Assert.InRange(index, 0, Calls.Count - 1);
        if (function.TryGetProperty("arguments", out var arguments))
        {
            Calls[index] = Calls[index] with { Arguments = Calls[index].Arguments + arguments.GetString() };
        }
    }

    private void Head(JsonElement root, string kind)
    {
        Assert.False(string.IsNullOrEmpty(root.GetProperty("id").GetString()));
        Assert.Equal(kind, root.GetProperty("object").GetString());
        Assert.True(root.GetProperty("created").GetInt64() > 0);
        Assert.False(string.IsNullOrEmpty(root.GetProperty("model").GetString()));
        if (root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
        {
            Usages.Add(usage);
        }
    }

    private void Said(JsonElement message)
    {
        Text += Field(message, "content");
        Reasoning += Field(message, "reasoning_content");
        ReasoningDetails.AddRange(Items(message, "reasoning_details"));
    }

    private static string Field(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
}
