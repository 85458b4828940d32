using System.Text.Json;
using YYC3.Llm.Router.Dialects.Translating;
using YYC3.Llm.Router.Metering;

namespace YYC3.Llm.Router.Dialects.Gemini;

/// <summary>Reads a GenerateContentResponse, which a whole answer and every event of a stream is (https://ai.google.dev/api/generate-content).</summary>
internal sealed class GeminiAnswer
{
    public static readonly Failure Empty = Failure.OfProvider(502, "Gemini answered without a candidate.", "provider_answer_malformed", 200);

    private static readonly Failure NotJson = Failure.OfProvider(502, "Gemini answered with something that is not a JSON object.", "provider_answer_malformed", 200);

    public string? Id { get; private init; }

    public string? Model { get; private init; }

    public List<ChoicePart> Parts { get; } = [];

    public TokenUsage? Usage { get; private set; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>Reads one.</summary>
    /// <param name="errors">Reads what is none.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The answer or the event's data; anything may be in it.</param>
    /// <param name="facts">Takes id, model and usage.</param>
    public static GeminiAnswer Read(GeminiErrors errors, int status, ReadOnlySpan<byte> body, AnswerFacts facts)
    {
        if (status is < 200 or > 299)
        {
            return new GeminiAnswer { Failure = errors.Read(status, body) };
        }

        if (!Json.TryParse(body, out var document))
        {
            return new GeminiAnswer { Failure = NotJson with { UpstreamStatus = status } };
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Json.Given(root, "error", out _))
            {
                return new GeminiAnswer { Failure = errors.Read(status, body) };
            }

            try
            {
                var read = new GeminiAnswer { Id = Json.Text(root, "responseId"), Model = Json.Text(root, "modelVersion") };
                read.Read(root);
                facts.Id = read.Id ?? facts.Id;
                facts.Model = read.Model ?? facts.Model;
                if (Json.Given(root, "usageMetadata", out var usage) && GeminiUsage.Read(usage) is { } used)
                {
                    read.Usage = used;
                    facts.Used(used, JsonSerializer.SerializeToUtf8Bytes(usage));
                }

                facts.ContentBytes += read.Parts.Sum(part => part.Length);
                return read;
            }
            catch (Exception e) when (e is InvalidOperationException or ArgumentException)
            {
                return new GeminiAnswer { Failure = NotJson with { UpstreamStatus = status } }; // Half a character in an escape, or bytes that are none.
            }
        }
    }

    private void Read(JsonElement root)
    {
        var position = 0;
        foreach (var candidate in Json.Items(root, "candidates"))
        {
            var part = new ChoicePart((int)(Json.Number(candidate, "index") ?? position));
            position++;
            Content(candidate, part);
            Finish(candidate, part);
            part.Logprobs = GeminiLogprobs.Read(candidate);
            part.ChoiceExtra = Extra(candidate);
            Parts.Add(part);
        }

        if (position == 0 && Json.Given(root, "promptFeedback", out var feedback) && Json.Text(feedback, "blockReason") is { } reason)
        {
            Failure = new Failure(
                FailureClass.Content, 400, $"Gemini refused the prompt: {Json.Text(feedback, "blockReasonMessage") ?? reason}. Change what it objects to.",
                "invalid_request_error", "content_filter", null, 200);
        }
    }

    private static void Content(JsonElement candidate, ChoicePart choice)
    {
        if (!Json.Given(candidate, "content", out var content))
        {
            return;
        }

        string? signature = null;
        List<JsonElement>? others = null;
        foreach (var part in Json.Items(content, "parts"))
        {
            if (Json.Given(part, "functionCall", out var call))
            {
                choice.Calls.Add(new ToolCall(
                    Json.Text(call, "id"), Json.Text(call, "name") ?? "", Json.Given(call, "args", out var args) ? args.GetRawText() : "{}", GeminiExtras.Signature(Json.Text(part, "thoughtSignature"))));
                continue;
            }

            signature = Json.Text(part, "thoughtSignature") ?? signature;
            if (Json.Text(part, "text") is not { } text)
            {
                (others ??= []).Add(part);
            }
            else if (Json.Given(part, "thought", out var thought) && thought.ValueKind == JsonValueKind.True)
            {
                choice.AddReasoning(text);
            }
            else
            {
                choice.AddText(text);
            }
        }

        choice.MessageExtra = GeminiExtras.Message(signature, others);
    }

    private void Finish(JsonElement candidate, ChoicePart part)
    {
        if (Json.Text(candidate, "finishReason") is not { Length: > 0 } reason || reason == "FINISH_REASON_UNSPECIFIED")
        {
            return;
        }

        if (reason is "MALFORMED_FUNCTION_CALL" or "UNEXPECTED_TOOL_CALL" or "MALFORMED_RESPONSE" or "MISSING_THOUGHT_SIGNATURE")
        {
            Failure = Failure.OfProvider(502, $"Gemini ended with {reason}: {Json.Text(candidate, "finishMessage") ?? "what the model said is no answer"}.", "provider_answer_malformed", 200);
            return;
        }

        part.FinishReason = reason switch
        {
            "MAX_TOKENS" => "length",
            "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "IMAGE_SAFETY" or "IMAGE_PROHIBITED_CONTENT" or "IMAGE_RECITATION" => "content_filter",
            _ => part.Calls.Count > 0 ? "tool_calls" : "stop",
        };
        part.NativeReason = reason is "STOP" or "MAX_TOKENS" ? null : reason;
    }

    /// <summary>What of a candidate OpenAI has no field for.</summary>
    private static byte[]? Extra(JsonElement candidate)
    {
        var others = candidate.EnumerateObject().Where(field =>
            field.Name is not ("content" or "finishReason" or "finishMessage" or "index" or "logprobsResult" or "avgLogprobs" or "tokenCount") && field.Value.ValueKind != JsonValueKind.Null).ToList();
        return others.Count == 0 ? null : Json.Bytes(others, static (json, others) =>
        {
            json.WriteStartObject();
            json.WriteStartObject(DialectNames.Gemini);
            foreach (var field in others)
            {
                field.WriteTo(json);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        });
    }
}
