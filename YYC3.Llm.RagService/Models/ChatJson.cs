using System.Text.Json;

namespace YYC3.Llm.RagService.Models;

/// <summary>The few parts of the chat completions API that this service uses.</summary>
internal static class ChatJson
{
    /// <summary>Writes a message.</summary>
    public static void WriteMessage(this Utf8JsonWriter json, string role, string content)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", content);
        json.WriteEndObject();
    }

    /// <summary>What the model says, without blanks around it.</summary>
    /// <exception cref="RouterException">The answer is not in OpenAI's form.</exception>
    public static string FirstText(this JsonDocument answer)
    {
        try
        {
            return answer.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()?.Trim() ?? "";
        }
        catch (Exception failure) when (failure is KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new RouterException("The answer of the chat model is not in OpenAI's form.", null, failure);
        }
    }
}
