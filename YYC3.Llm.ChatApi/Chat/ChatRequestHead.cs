using System.Text.Json;

namespace YYC3.Llm.ChatApi.Chat;

/// <summary>What the edge has to know of a chat request; everything else goes on to Router as it came.</summary>
/// <param name="IsStream">Whether the answer is to be streamed.</param>
/// <param name="User">The end user: <c>safety_identifier</c>, else the older <c>user</c>.</param>
/// <param name="SearchesFiles">Whether a tool is <c>file_search</c>, which the edge itself answers.</param>
/// <param name="Stores">Whether the answer is to be stored (<c>store</c>).</param>
internal readonly record struct ChatRequestHead(bool IsStream, string? User, bool SearchesFiles, bool Stores = false)
{
    /// <summary>Reads a body in one pass. What is not JSON, or of wrong types, is left for Router to refuse.</summary>
    public static ChatRequestHead Read(ReadOnlySpan<byte> body)
    {
        var head = default(ChatRequestHead);
        string? olderUser = null;
        try
        {
            var json = new Utf8JsonReader(body);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                return head;
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("stream"u8))
                {
                    json.Read();
                    head = head with { IsStream = json.TokenType == JsonTokenType.True };
                }
                else if (json.ValueTextEquals("store"u8))
                {
                    json.Read();
                    head = head with { Stores = json.TokenType == JsonTokenType.True };
                }
                else if (json.ValueTextEquals("safety_identifier"u8))
                {
                    head = head with { User = ReadText(ref json) ?? head.User };
                }
                else if (json.ValueTextEquals("user"u8))
                {
                    olderUser = ReadText(ref json) ?? olderUser;
                }
                else if (json.ValueTextEquals("tools"u8))
                {
                    json.Read();
                    head = head with { SearchesFiles = ReadTools(ref json) };
                    continue;
                }
                else
                {
                    json.Read();
                }

                json.Skip();
            }
        }
        catch (JsonException)
        {
            return default;
        }

        return head with { User = head.User ?? olderUser };
    }

    private static string? ReadText(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.String && json.GetString() is { Length: > 0 } text ? text : null;
    }

    private static bool ReadTools(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return false;
        }

        var found = false;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
                continue;
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isType = json.ValueTextEquals("type"u8);
                json.Read();
                found |= isType && json.TokenType == JsonTokenType.String && json.ValueTextEquals("file_search"u8);
                json.Skip();
            }
        }

        return found;
    }
}
