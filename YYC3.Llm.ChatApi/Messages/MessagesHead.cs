using System.Text.Json;

namespace YYC3.Llm.ChatApi.Messages;

/// <summary>What the edge has to know of a Messages request; everything else goes on to Router as it came.</summary>
/// <param name="IsStream">Whether the answer is to be streamed.</param>
/// <param name="User">The end user, <c>metadata.user_id</c>.</param>
internal readonly record struct MessagesHead(bool IsStream, string? User)
{
    /// <summary>Reads a body in one pass. What is not JSON, or of wrong types, is left for Router to refuse.</summary>
    public static MessagesHead Read(ReadOnlySpan<byte> body)
    {
        var head = default(MessagesHead);
        try
        {
            var json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 256 });
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
                else if (json.ValueTextEquals("metadata"u8))
                {
                    json.Read();
                    head = head with { User = UserOf(ref json) };
                }

                json.Skip();
            }

            return head;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static string? UserOf(ref Utf8JsonReader json)
    {
        string? user = null;
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return user;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isUser = json.ValueTextEquals("user_id"u8);
            json.Read();
            user = isUser && json.TokenType == JsonTokenType.String ? json.GetString() : user;
            json.Skip();
        }

        return user;
    }
}
