using System.Buffers;
using System.Globalization;
using System.Text.Json;
using YYC3.Llm.Router.Metering;

namespace YYC3.Llm.Router.Dialects.Translating;

/// <summary>
/// Writes OpenAI's answer to one request: a completion, or chunks (https://platform.openai.com/docs/api-reference/chat). Remembers what
/// later chunks need of earlier ones: who has begun, how many calls there were.
/// </summary>
internal sealed class ChatAnswer(CallerRequest request)
{
    private readonly Dictionary<int, Progress> choices = [];
    private int minted;

    /// <summary>The provider's id, where it gives one.</summary>
    public string? Id { get; set; }

    /// <summary>The provider's name of the model.</summary>
    public string? Model { get; set; }

    /// <summary>When the provider made it, in seconds since 1970; 0 while it has not said.</summary>
    public long Created { get; set; }

    /// <summary>Whether a choice has ended.</summary>
    public bool IsFinished => choices.Values.Any(choice => choice.IsFinished);

    /// <summary>Whether the choice called a tool, in this part or before it.</summary>
    public bool Calls(ChoicePart part) => part.Calls.Count > 0 || (choices.TryGetValue(part.Index, out var before) && before.Calls > 0);

    /// <summary>Writes a whole completion.</summary>
    public void Whole(IEnumerable<ChoicePart> parts, TokenUsage? usage, IBufferWriter<byte> output)
    {
        using var json = Json.Writer(output);
        Head(json, "chat.completion"u8);
        foreach (var part in parts)
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, part.Index);
            json.WriteStartObject("message"u8);
            json.WriteString("role"u8, "assistant"u8);
            json.WriteString("content"u8, part.Text ?? (part.Calls.Count > 0 ? null : ""));
            json.WriteNull("refusal"u8);
            Content(json, part, Of(part), whole: true);
            json.WriteEndObject();
            Tail(json, part, part.FinishReason ?? "stop");
        }

        json.WriteEndArray();
        if (usage is { } used)
        {
            UsageFields.Chat(json, used);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a chunk for what a choice got; none when it got nothing.</summary>
    public void Chunk(ChoicePart part, IBufferWriter<byte> output)
    {
        var progress = Of(part);
        var finish = progress.IsFinished ? null : part.FinishReason;
        if (!part.HasContent && finish is null && part.Logprobs is null && part.ChoiceExtra is null)
        {
            return;
        }

        output.Write("data: "u8);
        using (var json = Json.Writer(output))
        {
            Head(json, "chat.completion.chunk"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, part.Index);
            json.WriteStartObject("delta"u8);
            if (!progress.HasBegun)
            {
                progress.HasBegun = true;
                json.WriteString("role"u8, "assistant"u8);
            }

            if (part.Text is { } text)
            {
                json.WriteString("content"u8, text);
            }

            Content(json, part, progress, whole: false);
            json.WriteEndObject();
            Tail(json, part, finish);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
        progress.IsFinished |= finish is not null;
    }

    /// <summary>Writes the chunk that says the usage and nothing else.</summary>
    public void Usage(TokenUsage usage, IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        using (var json = Json.Writer(output))
        {
            Head(json, "chat.completion.chunk"u8);
            json.WriteEndArray();
            UsageFields.Chat(json, usage);
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }

    private Progress Of(ChoicePart part)
    {
        if (!choices.TryGetValue(part.Index, out var progress))
        {
            choices[part.Index] = progress = new Progress();
        }

        return progress;
    }

    private void Head(Utf8JsonWriter json, ReadOnlySpan<byte> kind)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Id ?? request.Id);
        json.WriteString("object"u8, kind);
        json.WriteNumber("created"u8, Created > 0 ? Created : request.Created);
        json.WriteString("model"u8, Model ?? request.Deployment.UpstreamModel);
        json.WriteStartArray("choices"u8);
    }

    private void Content(Utf8JsonWriter json, ChoicePart part, Progress progress, bool whole)
    {
        if (part.Reasoning is { } reasoning)
        {
            json.WriteString("reasoning_content"u8, reasoning);
        }

        if (part.Calls.Count > 0)
        {
            json.WriteStartArray("tool_calls"u8);
            foreach (var call in part.Calls)
            {
                json.WriteStartObject();
                if (!whole)
                {
                    json.WriteNumber("index"u8, progress.Calls);
                }

                progress.Calls++;
                json.WriteString("id"u8, call.Id ?? Mint());
                json.WriteString("type"u8, "function"u8);
                json.WriteStartObject("function"u8);
                json.WriteString("name"u8, call.Name);
                json.WriteString("arguments"u8, call.Arguments);
                json.WriteEndObject();
                Raw(json, "extra_content"u8, call.Extra);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        Raw(json, "extra_content"u8, part.MessageExtra);
    }

    private static void Tail(Utf8JsonWriter json, ChoicePart part, string? finish)
    {
        if (part.Logprobs is { } logprobs)
        {
            json.WriteStartObject("logprobs"u8);
            Raw(json, "content"u8, logprobs);
            json.WriteNull("refusal"u8);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("logprobs"u8);
        }

        json.WriteString("finish_reason"u8, finish);
        if (finish is not null && part.NativeReason is { } native)
        {
            json.WriteString("native_finish_reason"u8, native);
        }

        Raw(json, "extra_content"u8, part.ChoiceExtra);
        json.WriteEndObject();
    }

    private static void Raw(Utf8JsonWriter json, ReadOnlySpan<byte> name, byte[]? value)
    {
        if (value is not null)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value, skipInputValidation: true);
        }
    }

    // Unique because the request's id is, and in the order of the calls.
    private string Mint() => $"call_{request.Id.AsSpan(request.Id.LastIndexOf('-') + 1)}{minted++.ToString("x2", CultureInfo.InvariantCulture)}";

    private sealed class Progress
    {
        public bool HasBegun { get; set; }

        public bool IsFinished { get; set; }

        public int Calls { get; set; }
    }
}
