using System.Text;

namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>
/// For providers that know JSON mode and no schemas: <c>response_format</c> of type <c>json_schema</c> becomes <c>json_object</c>, and the schema
/// is put into the instructions. The model is asked for it then, not held to it.
/// </summary>
/// <param name="provider">Who wants it so, for the warning.</param>
internal sealed class SchemaToInstructions(string provider) : FieldRule("response_format")
{
    protected override void Apply(JsonFields request, ReadOnlyMemory<byte> value, RequestWarnings warnings)
    {
        if (Instructions(value) is not { } instructions)
        {
            return;
        }

        request.Set(Field, "{\"type\":\"json_object\"}"u8.ToArray());
        warnings.Add($"response_format json_schema sent as json_object with the schema in the instructions: {provider} does not enforce schemas");
        if (request.TryGet("messages", out var messages))
        {
            request.Set("messages", JsonItems.ToBytes(Instruct(JsonItems.Read(messages), instructions)));
        }
    }

    /// <summary>What to tell the model; null when no schema is asked for.</summary>
    public static string? Instructions(ReadOnlyMemory<byte> responseFormat)
    {
        if (responseFormat.Span is not [(byte)'{', ..])
        {
            return null;
        }

        var format = JsonFields.Read(responseFormat);
        if (!format.TryGet("type", out var type) || !JsonValues.IsText(type.Span, "json_schema"u8))
        {
            return null;
        }

        var text = new StringBuilder("Answer with one JSON object and nothing else.");
        if (format.TryGet("json_schema", out var named) && named.Span is [(byte)'{', ..] && JsonFields.Read(named) is var about && about.TryGet("schema", out var schema))
        {
            if (about.TryGet("description", out var description) && JsonValues.AsText(description.Span) is { Length: > 0 } purpose)
            {
                text.Append(" It is this: ").Append(purpose);
            }

            text.Append(" It must be valid under this JSON Schema:\n").Append(Encoding.UTF8.GetString(schema.Span));
        }

        return text.ToString();
    }

    private static List<ReadOnlyMemory<byte>> Instruct(List<ReadOnlyMemory<byte>> messages, string instructions)
    {
        if (messages.Count > 0 && messages[0].Span is [(byte)'{', ..])
        {
            var first = JsonFields.Read(messages[0]);
            if (first.TryGet("role", out var role) && (JsonValues.IsText(role.Span, "system"u8) || JsonValues.IsText(role.Span, "developer"u8))
                && first.TryGet("content", out var content) && JsonValues.AsText(content.Span) is { } given)
            {
                first.Set("content", JsonValues.Text($"{given}\n\n{instructions}"));
                messages[0] = first.ToBytes();
                return messages;
            }
        }

        var system = new JsonFields();
        system.Set("role", "\"system\""u8.ToArray());
        system.Set("content", JsonValues.Text(instructions));
        messages.Insert(0, system.ToBytes());
        return messages;
    }
}
