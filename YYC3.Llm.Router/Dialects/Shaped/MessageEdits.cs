
namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>Changes to messages and tools that more than one provider wants.</summary>
internal static class MessageEdits
{
    /// <summary>OpenAI's newer name for instructions becomes the one that everybody knows.</summary>
    public static readonly ItemEdit DeveloperToSystem = new(
        ["\"developer\""u8.ToArray()],
        static (message, _) =>
        {
            if (message.TryGet("role", out var role) && JsonValues.IsText(role.Span, "developer"u8))
            {
                message.Set("role", "\"system\""u8.ToArray());
            }
        });

    /// <summary>The fields that only some dialects understand, left out in silence: they come from other providers' answers, or are mere hints.</summary>
    /// <param name="reasoning">Whether the provider wants <c>reasoning_content</c> back.</param>
    public static ItemEdit DropExtensions(bool reasoning)
    {
        string[] ofMessage = reasoning ? ["reasoning_details", "extra_content", "cache_control"] : ["reasoning_content", "reasoning_details", "extra_content", "cache_control"];
        return new ItemEdit(
            [.. ofMessage.Select(name => System.Text.Encoding.UTF8.GetBytes($"\"{name}\""))],
            (message, _) =>
            {
                Array.ForEach(ofMessage, name => message.Remove(name));
                EditArray(message, "content", static part => part.Remove("cache_control"));
                EditArray(message, "tool_calls", static call => call.Remove("extra_content"));
            });
    }

    /// <summary>Tools without the hint what to cache.</summary>
    public static readonly ItemEdit DropToolCacheControl = new(["\"cache_control\""u8.ToArray()], static (tool, _) => tool.Remove("cache_control"));

    /// <summary>Tools whose function does not say <c>strict</c>.</summary>
    /// <param name="warning">What the caller is told when it was true.</param>
    public static ItemEdit DropStrict(string warning) => new(
        ["\"strict\""u8.ToArray()],
        (tool, warnings) =>
        {
            if (tool.TryGet("function", out var function) && function.Span is [(byte)'{', ..])
            {
                var fields = JsonFields.Read(function);
                if (fields.TryGet("strict", out var strict) && fields.Remove("strict"))
                {
                    tool.Set("function", fields.ToBytes());
                    if (strict.Span.SequenceEqual("true"u8))
                    {
                        warnings.Add(warning);
                    }
                }
            }
        });

    /// <summary>Messages without the name of who speaks.</summary>
    /// <param name="warning">What the caller is told.</param>
    public static ItemEdit DropName(string warning) => new(
        ["\"name\""u8.ToArray()],
        (message, warnings) =>
        {
            if (message.Has("name"))
            {
                warnings.Add(warning);
            }

            message.Remove("name");
        });

    /// <summary>Images inline as bare base64, without <c>data:image/png;base64,</c> before it.</summary>
    public static readonly ItemEdit BareImages = new(
        ["data:"u8.ToArray()],
        static (message, _) => EditArray(message, "content", static part =>
        {
            if (part.TryGet("image_url", out var image) && image.Span is [(byte)'{', ..])
            {
                var fields = JsonFields.Read(image);
                if (fields.TryGet("url", out var url) && Bare(url.Span) is { } bare)
                {
                    fields.Set("url", bare);
                    part.Set("image_url", fields.ToBytes());
                }
            }
        }));

    private static void EditArray(JsonFields item, string field, Action<JsonFields> edit)
    {
        if (item.TryGet(field, out var array) && array.Span is [(byte)'[', ..] && JsonItems.Edit(array, edit) is { } edited)
        {
            item.Set(field, edited);
        }
    }

    /// <summary>The text after the comma of a base64 data URL, as JSON; null for other URLs. A data URL's head has no escapes but perhaps of its slash.</summary>
    private static byte[]? Bare(ReadOnlySpan<byte> json)
    {
        const string Mark = ";base64,";
        if (!json.StartsWith("\"data:"u8))
        {
            return null;
        }

        var at = json.IndexOf(";base64,"u8);
        return at < 0 ? null : [(byte)'"', .. json[(at + Mark.Length)..]];
    }
}
