using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace YYC3.Llm.Simulator.Dialects;

/// <summary>JSON as providers write it: compact, characters outside ASCII as they are.</summary>
internal static class Json
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The bytes of what the callback writes.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
