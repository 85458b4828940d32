using System.Globalization;
using YYC3.Llm.AppHost.Local.Dashboard.Traces;

namespace YYC3.Llm.AppHost.Local.Dashboard.GenAi;

/// <summary>
/// Messages spread over attributes, as older instrumentations write them: <c>gen_ai.prompt.0.role</c>,
/// <c>gen_ai.prompt.0.content</c>, or <c>gen_ai.completion.0.message.content</c>.
/// </summary>
internal static class FlattenedMessages
{
    /// <summary>The messages under a prefix, by their number.</summary>
    public static IEnumerable<ChatMessage> Read(Span span, string prefix, bool areOutput)
    {
        var found = new SortedDictionary<int, (string? Role, string? Content)>();
        foreach (var (key, value) in span.Attributes)
        {
            if (!key.StartsWith(prefix, StringComparison.Ordinal) || key.Length <= prefix.Length || key[prefix.Length] != '.')
            {
                continue;
            }

            var rest = key[(prefix.Length + 1)..];
            var dot = rest.IndexOf('.', StringComparison.Ordinal);
            if (dot > 0 && int.TryParse(rest[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                var message = found.GetValueOrDefault(number);
                switch (rest[(dot + 1)..])
                {
                    case "role" or "message.role": found[number] = message with { Role = value }; break;
                    case "content" or "message.content": found[number] = message with { Content = value }; break;
                }
            }
        }

        return found.Values
            .Where(message => message.Content is not null)
            .Select(message => new ChatMessage(message.Role ?? (areOutput ? "assistant" : "user"), areOutput, [new MessagePart("text", message.Content!)]));
    }
}
