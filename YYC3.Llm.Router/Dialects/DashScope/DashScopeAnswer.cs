using System.Text;
using System.Text.Json;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.Router.Metering;

namespace YYC3.Llm.Router.Dialects.DashScope;

/// <summary>One answer, or one event of a stream: <c>{"output":{…},"usage":{…},"request_id":"…"}</c>.</summary>
internal sealed class DashScopeAnswer : IDisposable
{
    private readonly JsonDocument document;

    private DashScopeAnswer(JsonDocument document, JsonElement output)
    {
        this.document = document;
        Output = output;
    }

    public JsonElement Output { get; }

    public string? Id => DashScopeJson.Text(document.RootElement, "request_id");

    /// <summary>Null with the failure when it is an error, or nothing of this API.</summary>
    public static DashScopeAnswer? Parse(int status, ReadOnlySpan<byte> body, out Failure? failure)
    {
        failure = null;
        if (status is < 200 or > 299)
        {
            failure = DashScopeErrors.Read(status, body);
            return null;
        }

        JsonDocument? document = null;
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 256 });
            document = JsonDocument.ParseValue(ref reader);
            while (reader.Read())
            {
                throw new JsonException("More than one value.");
            }
        }
        catch (JsonException)
        {
            document?.Dispose();
            failure = DashScopeErrors.Malformed(status, "The provider answered with something that is not a JSON object.");
            return null;
        }

        var root = document.RootElement;
        if (DashScopeJson.Has(root, "output", out var output) && output.ValueKind == JsonValueKind.Object && DashScopeJson.Text(root, "code") is null or "")
        {
            return new DashScopeAnswer(document, output);
        }

        failure = DashScopeJson.Text(root, "code") is { Length: > 0 } || DashScopeJson.Has(root, "error", out _)
            ? DashScopeErrors.Read(status, body)
            : DashScopeErrors.Malformed(status, "The provider's answer has no output.");
        document.Dispose();
        return null;
    }

    /// <summary>The choices; the older result format <c>text</c> has one.</summary>
    public IEnumerable<Choice> Choices()
    {
        if (!DashScopeJson.Has(Output, "choices", out var choices) || choices.ValueKind != JsonValueKind.Array)
        {
            if (DashScopeJson.Has(Output, "text", out _) || DashScopeJson.Has(Output, "finish_reason", out _))
            {
                yield return new Choice(0, Output, default, DashScopeJson.Text(Output, "text") ?? "");
            }

            yield break;
        }

        var at = 0;
        foreach (var choice in choices.EnumerateArray())
        {
            DashScopeJson.Has(choice, "message", out var message);
            yield return new Choice((int)Math.Clamp(DashScopeJson.Number(choice, "index") ?? at, 0, 1024), choice, message, Content(message));
            at++;
        }
    }

    /// <summary>Notes id and usage. The prompt's tokens include cached ones and those of images; the answer's include reasoning.</summary>
    public void Note(AnswerFacts facts)
    {
        facts.Id = Id ?? facts.Id;
        if (!DashScopeJson.Has(document.RootElement, "usage", out var usage))
        {
            return;
        }

        var raw = Encoding.UTF8.GetBytes(usage.GetRawText());
        var reader = new Utf8JsonReader(raw, new JsonReaderOptions { MaxDepth = 256 });
        reader.Read();
        if (!OpenAiUsage.Read(ref reader, raw, facts) && DashScopeJson.Number(usage, "total_tokens") is { } total)
        {
            facts.Used(new TokenUsage { InputUncached = total }, raw); // Embeddings and rerank tell no more.
        }
    }

    public void Dispose() => document.Dispose();

    // Multimodal models answer in parts: [{"text":"…"}].
    private static string Content(JsonElement message)
    {
        if (!DashScopeJson.Has(message, "content", out var content) || content.ValueKind != JsonValueKind.Array)
        {
            return DashScopeJson.Text(message, "content") ?? "";
        }

        return string.Concat(content.EnumerateArray().Select(part => DashScopeJson.Text(part, "text") ?? DashScopeJson.Text(part) ?? ""));
    }

    /// <summary>One choice.</summary>
    /// <param name="Index">Which.</param>
    /// <param name="Element">The choice.</param>
    /// <param name="Message">Its message; undefined in the older format.</param>
    /// <param name="Text">The text, "" when there is none.</param>
    internal readonly record struct Choice(int Index, JsonElement Element, JsonElement Message, string Text)
    {
        public string Reasoning => DashScopeJson.Text(Message, "reasoning_content") ?? "";

        public IEnumerable<JsonElement> Calls => DashScopeJson.Items(Message, "tool_calls");

        /// <summary>The provider's own reason; while there is none it says <c>null</c>, a string.</summary>
        public string? Finish => DashScopeJson.Text(Element, "finish_reason") is { Length: > 0 } reason && reason != "null" ? reason : null;

        public bool HasContent => Text.Length > 0 || Reasoning.Length > 0 || Calls.Any() || Parts().Any();

        /// <summary>Parts that are no text: images that a model has drawn, sound.</summary>
        public IEnumerable<JsonElement> Parts() =>
            DashScopeJson.Items(Message, "content").Where(part => part.ValueKind == JsonValueKind.Object && !part.TryGetProperty("text", out _));
    }
}
