using System.Globalization;
using System.Text.Json;
using YYC3.Llm.Router.Dialects.Translating;
using YYC3.Llm.Router.Metering;

namespace YYC3.Llm.Router.Dialects.Ollama;

/// <summary>Reads an answer or a stream's line, which look the same; the last line has <c>done</c> (https://docs.ollama.com/api/chat).</summary>
internal sealed class OllamaAnswer
{
    private static readonly string[] UsageNames = ["prompt_eval_count", "eval_count", "total_duration", "load_duration", "prompt_eval_duration", "eval_duration"];

    public string? Model { get; private init; }

    /// <summary>Seconds since 1970; 0 when it does not say.</summary>
    public long Created { get; private init; }

    public ChoicePart? Part { get; private init; }

    public TokenUsage? Usage { get; private init; }

    public Failure? Failure { get; private init; }

    public StreamSigns Signs => Part is null
        ? StreamSigns.Error
        : (Part.HasContent ? StreamSigns.Content : StreamSigns.None) | (Part.FinishReason is null ? StreamSigns.None : StreamSigns.Finish);

    public static OllamaAnswer Read(int status, ReadOnlySpan<byte> body, AnswerFacts facts)
    {
        if (status is < 200 or > 299 || !Json.TryParse(body, out var document))
        {
            return new OllamaAnswer { Failure = OllamaErrors.Read(status, body) };
        }

        using (document)
        {
            var root = document.RootElement;
            try
            {
                if (root.ValueKind != JsonValueKind.Object || Json.Given(root, "error", out _) || !(Json.Given(root, "message", out var message) | Json.Given(root, "done", out var done)))
                {
                    return new OllamaAnswer { Failure = OllamaErrors.Read(status, body) };
                }

                var part = Content(message);
                part.Logprobs = OllamaLogprobs.Read(root);
                if (done.ValueKind == JsonValueKind.True)
                {
                    Finish(part, Json.Text(root, "done_reason"));
                }

                facts.Model = Json.Text(root, "model") ?? facts.Model;
                facts.ContentBytes += part.Length;
                var created = DateTimeOffset.TryParse(Json.Text(root, "created_at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUnixTimeSeconds() : 0;
                return new OllamaAnswer { Model = Json.Text(root, "model"), Created = created, Part = part, Usage = Used(root, facts) };
            }
            catch (Exception e) when (e is InvalidOperationException or ArgumentException)
            {
                return new OllamaAnswer { Failure = OllamaErrors.Read(status, default) }; // Half a character in an escape, or bytes that are none.
            }
        }
    }

    /// <summary>Notes the counts, and keeps them as the object that Ollama does not make of them. Null while the prompt's is missing: that is unknown, not 0.</summary>
    public static TokenUsage? Used(JsonElement root, AnswerFacts facts)
    {
        if (Json.Number(root, "prompt_eval_count") is not { } prompt)
        {
            return null;
        }

        var usage = new TokenUsage { InputUncached = prompt, Output = Json.Number(root, "eval_count") ?? 0 }.Clamped();
        facts.Used(usage, Json.Bytes(root, static (json, root) =>
        {
            json.WriteStartObject();
            foreach (var name in UsageNames)
            {
                if (Json.Number(root, name) is { } number)
                {
                    json.WriteNumber(name, number);
                }
            }

            json.WriteEndObject();
        }));
        return usage;
    }

    private static ChoicePart Content(JsonElement message)
    {
        var part = new ChoicePart(0);
        part.AddReasoning(Json.Text(message, "thinking") ?? "");
        part.AddText(Json.Text(message, "content") ?? "");
        foreach (var call in Json.Items(message, "tool_calls"))
        {
            if (Json.Given(call, "function", out var function) && Json.Text(function, "name") is { } name)
            {
                var arguments = Json.Given(function, "arguments", out var given) ? given.ValueKind == JsonValueKind.String ? given.GetString()! : given.GetRawText() : "{}";
                part.Calls.Add(new ToolCall(Json.Text(call, "id") is { Length: > 0 } id ? id : null, name, arguments));
            }
        }

        return part;
    }

    private static void Finish(ChoicePart part, string? reason)
    {
        part.FinishReason = part.Calls.Count > 0 ? "tool_calls" : reason == "length" ? "length" : "stop";
        part.NativeReason = reason is null or "" or "stop" or "length" ? null : reason;
    }
}
