using System.Globalization;
using System.Text.Json;
using YYC3.Llm.AppHost.Local.Dashboard.Logs;
using YYC3.Llm.AppHost.Local.Dashboard.Otlp;
using YYC3.Llm.AppHost.Local.Dashboard.Traces;

namespace YYC3.Llm.AppHost.Local.Dashboard.GenAi;

/// <summary>
/// A model call out of its span and the span's log records, from the same places and in the same order as the Aspire
/// dashboard (GenAIVisualizerDialogViewModel): what is shown here is shown there.
/// </summary>
internal static class ModelCallReader
{
    private const string EventContent = "gen_ai.event.content";

    private static readonly string[] MessageEvents =
        ["gen_ai.system.message", "gen_ai.user.message", "gen_ai.assistant.message", "gen_ai.tool.message", "gen_ai.choice"];

    /// <summary>Reads a span for which <see cref="Span.IsModelCall"/> holds.</summary>
    public static ModelCall Read(Span span, IReadOnlyList<LogEntry> logs)
    {
        var (source, messages) = Messages(span, logs);
        var finish = Strings(span.Attribute("gen_ai.response.finish_reasons"));
        return new ModelCall
        {
            Provider = span.Attribute("gen_ai.system") is { Length: > 0 } system ? system : span.Attribute("gen_ai.provider.name") ?? string.Empty,
            Operation = span.Attribute("gen_ai.operation.name"),
            RequestModel = span.Attribute("gen_ai.request.model"),
            ResponseModel = span.Attribute("gen_ai.response.model"),
            ResponseId = span.Attribute("gen_ai.response.id"),
            InputTokens = Number(span.Attribute("gen_ai.usage.input_tokens")),
            OutputTokens = Number(span.Attribute("gen_ai.usage.output_tokens")),
            FinishReasons = finish.Count > 0 ? finish : [.. messages.Select(message => message.FinishReason).OfType<string>()],
            Error = span.IsError ? string.Join(": ", new[] { span.Attribute("error.type"), span.StatusMessage }.Where(part => part is { Length: > 0 })) : null,
            MessageSource = messages.Count > 0 ? source : null,
            Messages = messages,
            Tools = Tools(span.Attribute("gen_ai.tool.definitions")),
            Evaluations = [.. Evaluations(span, logs)],
        };
    }

    private static (string Source, IReadOnlyList<ChatMessage> Messages) Messages(Span span, IReadOnlyList<LogEntry> logs)
    {
        List<ChatMessage> messages = [.. FromAttributes(span)];
        if (messages.Count > 0)
        {
            return ("attributes", messages);
        }

        messages.AddRange(logs.Where(entry => MessageEvents.Contains(entry.EventName))
            .OrderBy(entry => entry.Time).Select(entry => MessageReader.Event(entry.EventName, entry.Message)));
        if (messages.Count > 0)
        {
            return ("logs", messages);
        }

        messages.AddRange(span.Events.Where(one => MessageEvents.Contains(one.Name))
            .Select(one => MessageReader.Event(one.Name, Find(one.Attributes, EventContent) ?? string.Empty)));
        if (messages.Count > 0)
        {
            return ("events", messages);
        }

        messages.AddRange(FlattenedMessages.Read(span, "gen_ai.prompt", areOutput: false));
        messages.AddRange(FlattenedMessages.Read(span, "gen_ai.completion", areOutput: true));
        return ("flattened", messages);
    }

    private static IEnumerable<ChatMessage> FromAttributes(Span span)
    {
        if (span.Attribute("gen_ai.system_instructions") is { Length: > 0 } instructions)
        {
            yield return MessageReader.Instructions(instructions);
        }

        foreach (var (name, areOutput) in new[] { ("gen_ai.input.messages", false), ("gen_ai.output.messages", true) })
        {
            if (span.Attribute(name) is { Length: > 0 } json)
            {
                foreach (var message in MessageReader.Messages(json, areOutput))
                {
                    yield return message;
                }
            }
        }
    }

    private static IEnumerable<Evaluation> Evaluations(Span span, IReadOnlyList<LogEntry> logs)
    {
        const string result = "gen_ai.evaluation.result";
        var sources = logs.Where(entry => entry.EventName == result).Select(entry => entry.Attributes)
            .Concat(span.Events.Where(one => one.Name == result).Select(one => one.Attributes));
        foreach (var attributes in sources)
        {
            if (Find(attributes, "gen_ai.evaluation.name") is { } name)
            {
                yield return new(
                    name, Find(attributes, "gen_ai.evaluation.score.label"), Find(attributes, "gen_ai.evaluation.score.value"),
                    Find(attributes, "gen_ai.evaluation.explanation") ?? Find(attributes, "error.type"));
            }
        }
    }

    private static IReadOnlyList<ToolDefinition> Tools(string? json) =>
        json is not null && LenientJson.Parse(json) is { ValueKind: JsonValueKind.Array } tools
            ? [.. tools.EnumerateArray().Where(tool => tool.ValueKind == JsonValueKind.Object).Select(tool => new ToolDefinition(
                MessageReader.Text(tool, "name") ?? string.Empty, MessageReader.Text(tool, "description") ?? string.Empty, MessageReader.Text(tool, "parameters") ?? string.Empty))]
            : [];

    private static IReadOnlyList<string> Strings(string? json) => json switch
    {
        null or "" => [],
        _ when LenientJson.Parse(json) is { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(item => item.ToString())],
        _ => [json],
    };

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string? Find(IReadOnlyList<TelemetryAttribute> attributes, string key)
    {
        foreach (var attribute in attributes)
        {
            if (attribute.Key == key)
            {
                return attribute.Value;
            }
        }

        return null;
    }
}
