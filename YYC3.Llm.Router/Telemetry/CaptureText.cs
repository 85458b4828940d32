using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace YYC3.Llm.Router.Telemetry;

/// <summary>JSON for a span attribute: readable Chinese, and at most 64 KiB; dashboards cope with a cut end.</summary>
internal static class CaptureText
{
    public const int Most = 64 * 1024;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Json(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Readable))
        {
            write(json);
        }

        var bytes = output.WrittenSpan;
        if (bytes.Length > Most)
        {
            bytes = bytes[..Most];
            while (bytes.Length > 0 && (bytes[^1] & 0xC0) == 0x80)
            {
                bytes = bytes[..^1];
            }

            bytes = bytes[^1] >= 0xC0 ? bytes[..^1] : bytes;
        }

        return Encoding.UTF8.GetString(bytes);
    }

    public static void Part(Utf8JsonWriter json, string type, string content)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("content"u8, content.Length > Most ? content[..Most] : content);
        json.WriteEndObject();
    }
}
