using System.Globalization;
using System.Text;
using System.Text.Json;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Admin.Probing;

/// <summary>What came back on a probe, plain or streamed.</summary>
internal sealed class ProbeAnswer
{
    private readonly StringBuilder text = new();

    private ProbeAnswer(int status) => Status = status;

    /// <summary>The HTTP status; 0 when none came in time.</summary>
    public int Status { get; }

    public string Text => text.ToString();

    /// <summary>Events of a stream that held a choice.</summary>
    public int Events { get; private set; }

    public bool HasUsage { get; private set; }

    public bool HasReasoning { get; private set; }

    /// <summary>The first tool called.</summary>
    public string? Tool { get; private set; }

    public int Dimensions { get; private set; }

    public string? Error { get; private set; }

    /// <summary>What was left out of the request (header <c>x-yyc3-warnings</c>).</summary>
    public string Warnings { get; private init; } = "";

    /// <summary>What it cost in its currency (header <c>x-yyc3-cost</c>); null where that is not known.</summary>
    public decimal? Cost { get; private init; }

    /// <summary>The text as JSON; null when it is none.</summary>
    public JsonElement? Json
    {
        get
        {
            try
            {
                return JsonElement.Parse(Text);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    public static ProbeAnswer Late { get; } = new(0) { Error = "no answer in time" };

    public static ProbeAnswer Read(int status, IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        var answer = new ProbeAnswer(status)
        {
            Warnings = headers["x-yyc3-warnings"].ToString(),
            Cost = decimal.TryParse(headers["x-yyc3-cost"].ToString().Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var cost) ? cost : null,
        };
        if (headers.ContentType.ToString().StartsWith("text/event-stream", StringComparison.Ordinal))
        {
            using var framer = new SseFramer();
            framer.Append(body);
            framer.Complete();
            while (framer.TryRead(out var block))
            {
                if (block.HasData)
                {
                    answer.Take(block.Data.Span);
                }
            }
        }
        else
        {
            answer.Take(body);
        }

        return answer;
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        JsonElement root;
        try
        {
            root = JsonElement.Parse(bytes);
        }
        catch (JsonException)
        {
            return; // The end marker.
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
        {
            Error = error.TryGetProperty("message", out var message) ? message.ToString() : "an error";
        }

        if (root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
        {
            HasUsage = true;
            HasReasoning |= usage.TryGetProperty("completion_tokens_details", out var details) && details.ValueKind == JsonValueKind.Object
                && details.TryGetProperty("reasoning_tokens", out var tokens) && tokens.ValueKind == JsonValueKind.Number && tokens.GetDouble() > 0;
        }

        if (root.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0)
        {
            Events++;
            Choice(choices[0]);
        }

        if (root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array && data.GetArrayLength() > 0
            && data[0].ValueKind == JsonValueKind.Object && data[0].TryGetProperty("embedding", out var vector) && vector.ValueKind == JsonValueKind.Array)
        {
            Dimensions = vector.GetArrayLength();
        }
    }

    private void Choice(JsonElement choice)
    {
        if (choice.ValueKind != JsonValueKind.Object
            || (!choice.TryGetProperty("message", out var message) && !choice.TryGetProperty("delta", out message))
            || message.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String)
        {
            text.Append(content.GetString());
        }

        HasReasoning |= message.TryGetProperty("reasoning_content", out var reasoning) && reasoning.ValueKind == JsonValueKind.String && reasoning.GetString()!.Length > 0;
        if (message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array && calls.GetArrayLength() > 0
            && calls[0].ValueKind == JsonValueKind.Object && calls[0].TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object
            && function.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String)
        {
            Tool ??= name.GetString();
        }
    }
}
