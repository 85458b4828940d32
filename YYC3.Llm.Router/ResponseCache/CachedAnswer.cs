using System.Text.Json;

namespace YYC3.Llm.Router.ResponseCache;

/// <summary>An answer as the cache keeps it.</summary>
/// <param name="Body">OpenAI's whole answer.</param>
/// <param name="Model">The model that was asked for.</param>
/// <param name="Deployment">Who answered.</param>
/// <param name="At">When, as seconds since 1970.</param>
/// <param name="Versions">The versions of the model, the project and the tags when it was kept; it counts only while they are the same.</param>
internal sealed record CachedAnswer(byte[] Body, string Model, string Deployment, long At, IReadOnlyDictionary<string, long> Versions)
{
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, CachedAnswerJson.Default.CachedAnswer);

    /// <summary>Null when the bytes are of another version of this program.</summary>
    public static CachedAnswer? From(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, CachedAnswerJson.Default.CachedAnswer);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
