using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace YYC3.Llm.RagService.Wire;

/// <summary>Writes answers.</summary>
internal static class Answer
{
    /// <summary>200 with a JSON body.</summary>
    /// <typeparam name="T">What to write.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="type">How it is written, from <see cref="RagJson.Wire"/>.</param>
    public static IResult Json<T>(T value, JsonTypeInfo<T> type) => Results.Bytes(JsonSerializer.SerializeToUtf8Bytes(value, type), "application/json");
}
