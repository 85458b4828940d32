using System.Text.Json;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.Router.Metering;

/// <summary>What an attempt probably used, where its provider did not say: the prompt's text counted by <see cref="TokenCounter.Estimate"/>, the answer's from its bytes.</summary>
internal static class UsageEstimate
{
    /// <summary>Tokens of an image whose size is not known: OpenAI's figure for 1024 × 1024 pixels in high detail (https://platform.openai.com/docs/guides/images-vision).</summary>
    private const long Image = 765;

    /// <summary>Tokens around each message in OpenAI's chat format.</summary>
    private const long Message = 4;

    /// <summary>Bytes of UTF-8 text that make a token, about the same for English and Chinese.</summary>
    private const long BytesPerToken = 4;

    /// <summary>Bytes of a plain answer that are not text: ids, names, the usage that is missing here.</summary>
    private const long Envelope = 300;

    /// <summary>Above this the prompt is not read but reckoned from its bytes.</summary>
    private const int MostRead = 1024 * 1024;

    /// <summary>Whether an operation is counted in tokens at all.</summary>
    public static bool Applies(Operation operation) => operation == Operation.Chat || operation == Operation.Messages || operation == Operation.Embeddings;

    /// <summary>Prompt and answer.</summary>
    public static TokenUsage Of(Call call, long contentBytes)
    {
        var output = call.Operation == Operation.Embeddings || contentBytes == 0 ? 0
            : call.Head.Stream ? Streamed(call.Facts, contentBytes)
            : Math.Max(1, (contentBytes - Envelope) / BytesPerToken);
        return new TokenUsage { InputUncached = Prompt(call.Body.Memory.Span), Output = output };
    }

    /// <summary>Tokens of a request's texts.</summary>
    public static long Prompt(ReadOnlySpan<byte> body)
    {
        if (body.Length > MostRead)
        {
            return body.Length / BytesPerToken;
        }

        long tokens = 0;
        var reader = new Utf8JsonReader(body);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == 2)
                {
                    tokens += Message;
                }
                else if (reader.TokenType == JsonTokenType.String && reader.CurrentDepth >= 1)
                {
                    tokens += Text(ref reader);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Math.Max(tokens, body.Length / BytesPerToken);
        }

        return tokens;
    }

    private static long Text(ref Utf8JsonReader reader) =>
        reader.ValueSpan.StartsWith("data:"u8) ? Image : TokenCounter.Estimate(reader.GetString());

    // Events repeat their frame around each piece of text; the smallest one shows how much that is. One event brings a token at least.
    private static long Streamed(Dialects.AnswerFacts facts, long bytes)
    {
        var text = bytes - (facts.ContentEvents * (long)facts.SmallestEvent);
        return Math.Max(Math.Max(1, facts.ContentEvents - 2), text / BytesPerToken);
    }
}
