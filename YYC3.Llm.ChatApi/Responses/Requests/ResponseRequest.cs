using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Responses.Items;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Responses.Requests;

/// <summary>A request to create a response (https://platform.openai.com/docs/api-reference/responses/create), read and checked.</summary>
internal sealed record ResponseRequest
{
    /// <summary>The value of <c>include</c>, of our own, that asks for what went into the model's context.</summary>
    public const string ContextReceipt = "context.receipt";

    public required string Model { get; init; }

    /// <summary>The items of this request, each with an id.</summary>
    public required IReadOnlyList<JsonObject> Input { get; init; }

    public string? Instructions { get; init; }

    public string? PreviousId { get; init; }

    public string? Conversation { get; init; }

    /// <summary>The item of the conversation that this goes on after, for a sibling of what followed it; null: its newest.</summary>
    public string? After { get; init; }

    public bool Store { get; init; } = true;

    public bool Background { get; init; }

    public bool Stream { get; init; }

    /// <summary>Whether what does not fit may be left out (<c>truncation: auto</c>).</summary>
    public bool MayTruncate { get; init; }

    /// <summary>Tokens above which older turns are compacted; null: never.</summary>
    public int? CompactAbove { get; init; }

    /// <summary>Tokens of context at most, of our own: <c>max_context_length</c>.</summary>
    public int? MaxContextLength { get; init; }

    public int? MaxOutputTokens { get; init; }

    public int? MaxToolCalls { get; init; }

    public bool ParallelToolCalls { get; init; } = true;

    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public int? TopLogprobs { get; init; }

    public double? PresencePenalty { get; init; }

    public double? FrequencyPenalty { get; init; }

    public JsonObject? Text { get; init; }

    public TextFormat Format { get; init; } = TextFormat.Plain;

    public JsonObject? Reasoning { get; init; }

    public JsonNode? ToolChoice { get; init; }

    public IReadOnlyList<(JsonObject Item, string Path)> Tools { get; init; } = [];

    public IReadOnlySet<string> Include { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    public JsonObject Metadata { get; init; } = [];

    public string? User { get; init; }

    public string? SafetyIdentifier { get; init; }

    public string? ServiceTier { get; init; }

    public string? PromptCacheKey { get; init; }

    /// <summary>The template that the instructions begin with (<c>prompt</c>); null for none.</summary>
    public PromptReference? Prompt { get; init; }

    /// <summary>Whether the likelihood of each token is wanted.</summary>
    public bool WantsLogprobs => Include.Contains(ItemIncludes.Logprobs);

    /// <summary>Whether nothing is learnt from it, and it goes after an hour: <c>temporary</c>, of our own.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>Whether it goes on without its caller, and can be asked for later.</summary>
    public bool IsPersistent => Store || Background || Conversation is not null;

    /// <summary>Reads a request.</summary>
    /// <param name="json">The body.</param>
    /// <param name="items">Reads its input.</param>
    /// <exception cref="ApiException">400: a field is missing or wrong.</exception>
    public static ResponseRequest Parse(JsonObject json, InputItems items)
    {
        var fields = new Fields(json);
        var (conversation, after) = ReadConversation(fields);
        var text = fields.Object("text");
        var request = new ResponseRequest
        {
            Model = fields.Id("model", 256) ?? throw Missing("model"),
            Input = items.Read(json),
            Instructions = fields.Text("instructions"),
            PreviousId = fields.Id("previous_response_id"),
            Conversation = conversation,
            After = after,
            Store = fields.Flag("store") ?? true,
            Background = fields.Flag("background") ?? false,
            Stream = fields.Flag("stream") ?? false,
            MayTruncate = fields.Choice("truncation", "auto", "disabled") == "auto",
            CompactAbove = ReadCompaction(fields),
            MaxContextLength = fields.Integer("max_context_length", 1),
            MaxOutputTokens = fields.Integer("max_output_tokens", 1),
            MaxToolCalls = fields.Integer("max_tool_calls", 1),
            ParallelToolCalls = fields.Flag("parallel_tool_calls") ?? true,
            Temperature = fields.Number("temperature", 0, 2),
            TopP = fields.Number("top_p", 0, 1),
            TopLogprobs = fields.Integer("top_logprobs", 0, 20),
            PresencePenalty = fields.Number("presence_penalty", -2, 2),
            FrequencyPenalty = fields.Number("frequency_penalty", -2, 2),
            Text = text,
            Format = text is null ? TextFormat.Plain : TextFormat.Read(new Fields(text, "text")),
            Reasoning = fields.Object("reasoning"),
            ToolChoice = fields.Find("tool_choice"),
            Tools = fields.Objects("tools"),
            Include = ReadInclude(fields),
            Metadata = (JsonObject)(ConversationFields.Metadata(json) ?? []).DeepClone(),
            IsTemporary = fields.Flag("temporary") ?? false,
            User = fields.Text("user", 256),
            SafetyIdentifier = fields.Text("safety_identifier", 256),
            ServiceTier = fields.Choice("service_tier", "auto", "default", "flex", "scale", "priority"),
            PromptCacheKey = fields.Text("prompt_cache_key", 256),
            Prompt = PromptReference.Read(fields),
        };

        if (request.PreviousId is not null && request.Conversation is not null)
        {
            throw ApiException.BadRequest("previous_response_id", "Give either 'previous_response_id' or 'conversation', not both.", "mutually_exclusive_parameters");
        }

        if (request.Background && !request.Store)
        {
            throw ApiException.BadRequest("background", "A background response must be stored: leave 'store' out, or set it to true.", "invalid_value");
        }

        return request.Input.Count > 0 || request.Prompt is not null || request.PreviousId is not null || request.Conversation is not null ? request : throw Missing("input");
    }

    private static ApiException Missing(string field) => ApiException.BadRequest(field, $"Missing required parameter: '{field}'.", "missing_required_parameter");

    private static (string? Id, string? After) ReadConversation(Fields fields)
    {
        if (fields.Find("conversation") is not JsonObject json)
        {
            return (fields.Id("conversation"), null);
        }

        var conversation = new Fields(json, "conversation");
        return (conversation.Id("id") ?? throw Missing("conversation.id"), conversation.Id("after"));
    }

    private static int? ReadCompaction(Fields fields)
    {
        int? above = null;
        foreach (var (item, path) in fields.Objects("context_management"))
        {
            var entry = new Fields(item, path);
            if (entry.Choice("type", "compaction") is null)
            {
                throw Missing(entry.Path("type"));
            }

            above = entry.Integer("compact_threshold", 1000) ?? throw Missing(entry.Path("compact_threshold"));
        }

        return above;
    }

    private static HashSet<string> ReadInclude(Fields fields)
    {
        var include = new HashSet<string>(StringComparer.Ordinal);
        var given = fields.List("include") ?? [];
        for (var i = 0; i < given.Count; i++)
        {
            var value = given[i].AsText() ?? throw fields.Wrong($"include[{i}]", "a string", given[i], isPath: true);
            include.Add(ItemIncludes.Known.Contains(value) || value == ContextReceipt
                ? value
                : throw ApiException.BadRequest($"include[{i}]", $"Invalid value for 'include[{i}]': expected one of {string.Join(", ", ItemIncludes.Known)}, {ContextReceipt}.", "invalid_value"));
        }

        return include;
    }
}
