using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>Reads the content of one of OpenAI's messages into blocks.</summary>
internal sealed class MessageParts(string at, RequestWarnings warnings)
{
    public List<MessageBlock> Blocks { get; } = [];

    /// <summary>Why the content cannot be told.</summary>
    public Failure? Wrong { get; set; }

    public void Read(JsonElement message, bool textOnly = false)
    {
        if (message.Has("name") && !JsonText.Is(message, "role", "tool"))
        {
            warnings.Add("messages[].name dropped: anthropic does not accept it");
        }

        var content = message.Get("content");
        if (content.ValueKind == JsonValueKind.String)
        {
            AddText(content.GetString()!, default);
        }

        var i = 0;
        foreach (var part in content.Items())
        {
            Read(part, $"{at}.content[{i++}]", textOnly);
        }

        if (message.Get("cache_control") is { ValueKind: JsonValueKind.Object } cache && Blocks.Count > 0)
        {
            Blocks[^1] = Blocks[^1] with { Cache = cache };
        }
    }

    /// <summary>Notes what is wrong, the first of it.</summary>
    public void Refuse(string param, string message) => Wrong ??= Failure.OfCaller(param, message);

    private void Read(JsonElement part, string where, bool textOnly)
    {
        var cache = part.Get("cache_control");
        switch (part.Text("type"))
        {
            case "text":
                AddText(part.Text("text") ?? "", cache);
                break;
            case "refusal":
                AddText(part.Text("refusal") ?? "", cache);
                break;
            case var type when textOnly:
                Refuse($"{where}.type", $"Anthropic takes text only in this message, not '{type}'. Put it into a user message.");
                break;
            case "image_url":
                Image(part.Get("image_url").Text("url") ?? part.Text("image_url"), where, cache);
                break;
            case "file":
                Document(part.Get("file"), where, cache);
                break;
            case "document" or "search_result" or "image" when part.Has("source"):
                Blocks.Add(MessageBlock.Of(part)); // Anthropic's own, asked for by name.
                break;
            case var type:
                Refuse($"{where}.type", $"Anthropic does not take '{type}'. Send text, images (image_url) or files (file with file_data).");
                break;
        }
    }

    private void AddText(string text, JsonElement cache)
    {
        // Empty text is refused there; what is only a mark of the cache belongs to what stands before it.
        if (text.Length > 0)
        {
            Blocks.Add(MessageBlock.OfText(text, cache));
        }
        else if (cache.ValueKind == JsonValueKind.Object && Blocks.Count > 0)
        {
            Blocks[^1] = Blocks[^1] with { Cache = cache };
        }
    }

    private void Image(string? url, string where, JsonElement cache)
    {
        if (TryData(url, out var media, out var data))
        {
            Blocks.Add(MessageBlock.Sourced("image", "base64", media == "image/jpg" ? "image/jpeg" : media, data, cache));
        }
        else if (IsAddress(url))
        {
            Blocks.Add(MessageBlock.Sourced("image", "url", null, url!, cache));
        }
        else
        {
            Refuse($"{where}.image_url.url", "Give the image as 'data:image/png;base64,…' or as an http(s) address.");
        }
    }

    private void Document(JsonElement file, string where, JsonElement cache)
    {
        var title = file.Text("filename");
        if (TryData(file.Text("file_data"), out var media, out var data))
        {
            if (media.StartsWith("text/", StringComparison.Ordinal) && TryDecode(data, out var text))
            {
                Blocks.Add(MessageBlock.Sourced("document", "text", "text/plain", text, cache, title));
                return;
            }

            Blocks.Add(MessageBlock.Sourced("document", "base64", media, data, cache, title));
        }
        else if (IsAddress(file.Text("file_url")))
        {
            Blocks.Add(MessageBlock.Sourced("document", "url", null, file.Text("file_url")!, cache, title));
        }
        else
        {
            Refuse($"{where}.file.file_data", "Give the file itself, as 'data:application/pdf;base64,…' in file_data: anthropic does not know files by OpenAI's ids.");
        }
    }

    private static bool IsAddress(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";

    private static bool TryData(string? url, out string media, out string data)
    {
        media = data = "";
        var comma = url?.IndexOf(',') ?? -1;
        if (url is null || comma < 0 || !url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || !url.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var type = url[5..(comma - ";base64".Length)];
        media = (type.IndexOf(';') is var semicolon and >= 0 ? type[..semicolon] : type).ToLowerInvariant();
        data = url[(comma + 1)..];
        return media.Length > 0 && data.Length > 0;
    }

    private static bool TryDecode(string base64, out string text)
    {
        try
        {
            text = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(base64));
            return text.Length > 0;
        }
        catch (FormatException)
        {
            text = "";
            return false;
        }
    }
}
