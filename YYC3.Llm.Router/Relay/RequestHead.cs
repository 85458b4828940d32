using System.Text.Json;

namespace YYC3.Llm.Router.Relay;

/// <summary>What Router needs to know of a request; everything else in it is between caller and provider.</summary>
/// <param name="ModelStart">Where the value of <c>model</c> begins in the body, its quote included.</param>
/// <param name="ModelLength">Bytes of that value, quotes included.</param>
/// <param name="Stream">Whether the answer is to come as events.</param>
internal readonly record struct RequestHead(int ModelStart, int ModelLength, bool Stream)
{
    /// <summary>Longest name a model may have, in UTF-16 units.</summary>
    public const int LongestModel = 256;

    /// <summary>Writes the model's name, its escapes resolved, and gives its length; -1 when it is longer than <see cref="LongestModel"/>.</summary>
    public int CopyModel(ReadOnlySpan<byte> body, Span<char> name)
    {
        var reader = new Utf8JsonReader(body.Slice(ModelStart, ModelLength));
        reader.Read();

        // Each escaped or UTF-8 unit takes at least as many bytes as it gives characters.
        if (reader.ValueSpan.Length <= name.Length)
        {
            return reader.CopyString(name);
        }

        var text = reader.GetString()!;
        return text.TryCopyTo(name) ? text.Length : -1;
    }
}
