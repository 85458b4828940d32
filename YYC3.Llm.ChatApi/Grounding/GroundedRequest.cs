using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Grounding;

/// <summary>A chat request that asks for retrieval: what it looks for, and how it reads once the sources are in it.</summary>
internal sealed class GroundedRequest
{
    private readonly JsonObject body;
    private readonly JsonArray messages;

    private GroundedRequest(JsonObject body, JsonArray messages, IReadOnlyList<FileSearchTool> tools, string question)
    {
        this.body = body;
        this.messages = messages;
        Tools = tools;
        Question = question;
    }

    /// <summary>The <c>file_search</c> tools.</summary>
    public IReadOnlyList<FileSearchTool> Tools { get; }

    /// <summary>What is looked for: the text of the last user message.</summary>
    public string Question { get; }

    /// <summary>Reads a request.</summary>
    /// <exception cref="ApiException">400: a field that retrieval needs is missing or wrong.</exception>
    public static GroundedRequest Parse(ReadOnlyMemory<byte> json)
    {
        var body = JsonNode.Parse(json.Span, documentOptions: JsonText.Strict)!.AsObject();
        var tools = new List<FileSearchTool>();
        var all = body["tools"]!.AsArray();
        for (var i = 0; i < all.Count; i++)
        {
            if (FileSearchTool.Is(all[i]))
            {
                tools.Add(FileSearchTool.Parse(all[i]!.AsObject(), $"tools[{i}]"));
            }
        }

        if (body["messages"] is not JsonArray { Count: > 0 } messages)
        {
            throw ApiException.BadRequest("messages", "messages must be a list with at least one message, such as [{\"role\":\"user\",\"content\":\"…\"}].");
        }

        var last = messages.LastOrDefault(message => message is JsonObject fields && fields["role"].AsText() == "user");
        return last is not null && TextOf(last["content"]) is { Length: > 0 } question
            ? new GroundedRequest(body, messages, tools, question)
            : throw ApiException.BadRequest("messages", "A file_search tool needs a message of the role user with text: that text is what is searched for.");
    }

    /// <summary>The request as the model gets it: without the tool, with the sources.</summary>
    /// <param name="passages">What was retrieved; source 1 is the first. Null: nothing could be searched.</param>
    public ReadOnlyMemory<byte> Write(IReadOnlyList<Passage>? passages)
    {
        RemoveTools();
        AddSources(SourceInstructions.For(passages));
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, JsonText.Relaxed))
        {
            body.WriteTo(json);
        }

        return output.WrittenMemory;
    }

    private static string? TextOf(JsonNode? content) => content switch
    {
        JsonArray parts => string.Join('\n', parts.OfType<JsonObject>().Where(part => part["type"].AsText() == "text").Select(part => part["text"].AsText())),
        _ => content.AsText(),
    };

    private void RemoveTools()
    {
        var tools = body["tools"]!.AsArray();
        tools.RemoveAll(FileSearchTool.Is);
        if (tools.Count == 0)
        {
            body.Remove("tools");
            body.Remove("tool_choice");
            body.Remove("parallel_tool_calls");
        }
        else if (FileSearchTool.Is(body["tool_choice"]))
        {
            body.Remove("tool_choice"); // The search is done already.
        }
    }

    // Into the first message where that instructs: some providers refuse a second one, or one that is not first.
    private void AddSources(string text)
    {
        if (messages[0] is JsonObject first && first["role"].AsText() is "system" or "developer")
        {
            switch (messages[0]!["content"])
            {
                case JsonArray parts:
                    parts.Add(new JsonObject { ["type"] = "text", ["text"] = text });
                    return;
                case var content when content.AsText() is { } instructions:
                    messages[0]!["content"] = $"{instructions}\n\n{text}";
                    return;
            }
        }

        messages.Insert(0, new JsonObject { ["role"] = "system", ["content"] = text });
    }
}
