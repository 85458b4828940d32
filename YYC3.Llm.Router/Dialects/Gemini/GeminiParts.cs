using System.Text.Json;
using YYC3.Llm.Router.Dialects.Translating;

namespace YYC3.Llm.Router.Dialects.Gemini;

/// <summary>Writes a message's content as parts: text, and media inside (<c>inlineData</c>) or by address (<c>fileData</c>).</summary>
internal static class GeminiParts
{
    /// <summary>Writes all parts.</summary>
    /// <param name="json">Stands in the array of parts.</param>
    /// <param name="message">The message.</param>
    /// <param name="index">Its place, for failures.</param>
    /// <param name="model">Who is asked.</param>
    /// <param name="signature">Goes on the last text.</param>
    public static Failure? Write(Utf8JsonWriter json, JsonElement message, int index, GeminiModel model, string? signature = null)
    {
        var content = Json.Given(message, "content", out var given) ? given : default;
        if (content.ValueKind == JsonValueKind.Array)
        {
            var parts = content.EnumerateArray().ToList();
            if (parts.Count == 0 && Json.Text(message, "role") != "assistant")
            {
                Text(json, " ", null); // A turn without a part is refused.
            }

            for (var i = 0; i < parts.Count; i++)
            {
                if (Part(json, parts[i], $"messages[{index}].content[{i}]", model, i == parts.Count - 1 ? signature : null) is { } wrong)
                {
                    return wrong;
                }
            }

            return null;
        }

        if (content.ValueKind is not (JsonValueKind.String or JsonValueKind.Undefined))
        {
            return Failure.OfCaller($"messages[{index}].content", $"Invalid type for 'messages[{index}].content': expected a string or an array of parts.", "invalid_type");
        }

        var text = content.ValueKind == JsonValueKind.String ? content.GetString()! : Json.Text(message, "refusal") ?? "";
        var isAnswer = Json.Text(message, "role") == "assistant";
        if (text.Length > 0 || signature is not null || !isAnswer)
        {
            Text(json, text.Length > 0 || isAnswer ? text : " ", signature); // A user's turn without a text is refused.
        }

        return null;
    }

    /// <summary>Writes the parts that are not text.</summary>
    public static Failure? WriteMedia(Utf8JsonWriter json, JsonElement message, int index, GeminiModel model)
    {
        var i = 0;
        foreach (var part in Json.Items(message, "content"))
        {
            if (Json.Text(part, "text") is null && Part(json, part, $"messages[{index}].content[{i}]", model, null) is { } wrong)
            {
                return wrong;
            }

            i++;
        }

        return null;
    }

    /// <summary>The texts of a message together.</summary>
    public static Failure? TextOf(JsonElement message, int index, out string text)
    {
        text = "";
        if (!Json.Given(message, "content", out var content))
        {
            return null;
        }

        if (content.ValueKind is not (JsonValueKind.String or JsonValueKind.Array))
        {
            return Failure.OfCaller($"messages[{index}].content", $"Invalid type for 'messages[{index}].content': expected a string or an array of parts.", "invalid_type");
        }

        text = content.ValueKind == JsonValueKind.String ? content.GetString()! : string.Join('\n', content.EnumerateArray().Select(part => Json.Text(part, "text")).OfType<string>());
        return null;
    }

    private static Failure? Part(Utf8JsonWriter json, JsonElement part, string field, GeminiModel model, string? signature)
    {
        switch (Json.Text(part, "type"))
        {
            case "text" or "refusal" or "input_text" or "output_text":
                Text(json, Json.Text(part, "text") ?? Json.Text(part, "refusal") ?? "", signature);
                return null;
            case "image_url":
                return Image(json, part, field, model);
            case "input_audio":
                return Audio(json, part, field);
            case "file":
                return File(json, part, field);
            case var type:
                return Asked.NotTaken(DialectNames.Gemini, $"{field}.type", $"a part of type '{type}'", "Use 'text', 'image_url', 'input_audio' or 'file'.");
        }
    }

    private static void Text(Utf8JsonWriter json, string text, string? signature)
    {
        json.WriteStartObject();
        json.WriteString("text"u8, text);
        if (signature is not null)
        {
            json.WriteString("thoughtSignature"u8, signature);
        }

        json.WriteEndObject();
    }

    private static Failure? Image(Utf8JsonWriter json, JsonElement part, string field, GeminiModel model)
    {
        var url = Json.Given(part, "image_url", out var image) && image.ValueKind == JsonValueKind.String ? image.GetString() : Json.Text(image, "url");
        if (url is null)
        {
            return Failure.OfCaller($"{field}.image_url.url", $"Missing required parameter: '{field}.image_url.url'.", "missing_required_parameter");
        }

        if (DataUrl.TryParse(url, out var data))
        {
            Inline(json, data.MediaType, data.Base64);
            return null;
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "gs"))
        {
            return Asked.NotTaken(DialectNames.Gemini, $"{field}.image_url.url", "an image by this address", "Send it as a data URL (data:image/png;base64,…) or under an https address.");
        }

        if (!model.FetchesUrls && !address.Host.EndsWith("googleapis.com", StringComparison.OrdinalIgnoreCase))
        {
            return Asked.NotTaken(DialectNames.Gemini, $"{field}.image_url.url", "images by address for this model", "Send it as a data URL (data:image/png;base64,…).");
        }

        json.WriteStartObject();
        json.WriteStartObject("fileData"u8);
        if (MediaType(address.AbsolutePath) is { } type)
        {
            json.WriteString("mimeType"u8, type);
        }

        json.WriteString("fileUri"u8, url);
        json.WriteEndObject();
        json.WriteEndObject();
        return null;
    }

    private static Failure? Audio(Utf8JsonWriter json, JsonElement part, string field)
    {
        Json.Given(part, "input_audio", out var audio);
        if (Json.Text(audio, "data") is not { } data)
        {
            return Failure.OfCaller($"{field}.input_audio.data", $"Missing required parameter: '{field}.input_audio.data'.", "missing_required_parameter");
        }

        Inline(json, $"audio/{Json.Text(audio, "format") ?? "wav"}", data);
        return null;
    }

    private static Failure? File(Utf8JsonWriter json, JsonElement part, string field)
    {
        Json.Given(part, "file", out var file);
        if (Json.Text(file, "file_data") is not { } data || !DataUrl.TryParse(data, out var parsed))
        {
            return Asked.NotTaken(DialectNames.Gemini, $"{field}.file", "a file without its content", "Send it as 'file_data': a data URL (data:application/pdf;base64,…).");
        }

        Inline(json, parsed.MediaType, parsed.Base64);
        return null;
    }

    private static void Inline(Utf8JsonWriter json, string type, string base64)
    {
        json.WriteStartObject();
        json.WriteStartObject("inlineData"u8);
        json.WriteString("mimeType"u8, type);
        json.WriteString("data"u8, base64);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string? MediaType(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".PNG" => "image/png",
        ".JPG" or ".JPEG" => "image/jpeg",
        ".WEBP" => "image/webp",
        ".GIF" => "image/gif",
        ".HEIC" => "image/heic",
        ".HEIF" => "image/heif",
        ".PDF" => "application/pdf",
        _ => null,
    };
}
