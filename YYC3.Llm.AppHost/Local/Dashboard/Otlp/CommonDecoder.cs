using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace YYC3.Llm.AppHost.Local.Dashboard.Otlp;

/// <summary>
/// What the three signals share: opentelemetry/proto/common/v1/common.proto (AnyValue, KeyValue, InstrumentationScope)
/// and resource/v1/resource.proto.
/// </summary>
internal static class CommonDecoder
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Resource: attributes = 1.</summary>
    public static (string Name, string Instance) Resource(ProtoReader reader)
    {
        var (name, instance) = ("unknown", string.Empty);
        while (reader.Next())
        {
            if (reader.Field != 1)
            {
                continue;
            }

            var attribute = Attribute(reader.Message());
            switch (attribute.Key)
            {
                case "service.name": name = attribute.Value; break;
                case "service.instance.id": instance = attribute.Value; break;
            }
        }

        return (name, instance);
    }

    /// <summary>InstrumentationScope: name = 1.</summary>
    public static string Scope(ProtoReader reader)
    {
        var name = string.Empty;
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                name = reader.Text();
            }
        }

        return name;
    }

    /// <summary>KeyValue: key = 1, value = 2.</summary>
    public static TelemetryAttribute Attribute(ProtoReader reader)
    {
        var (key, value) = (string.Empty, string.Empty);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: key = reader.Text(); break;
                case 2: value = Value(reader.Message()); break;
            }
        }

        return new(key, value);
    }

    /// <summary>
    /// AnyValue as text: string = 1, bool = 2, int = 3, double = 4, array = 5 (ArrayValue.values = 1),
    /// kvlist = 6 (KeyValueList.values = 1), bytes = 7.
    /// </summary>
    public static string Value(ProtoReader reader)
    {
        var text = string.Empty;
        while (reader.Next())
        {
            text = reader.Field switch
            {
                1 => reader.Text(),
                2 => reader.Varint() != 0 ? "true" : "false",
                3 => ((long)reader.Varint()).ToString(CultureInfo.InvariantCulture),
                4 => reader.Double().ToString("R", CultureInfo.InvariantCulture),
                5 => Json(reader.Message(), isMap: false),
                6 => Json(reader.Message(), isMap: true),
                7 => Convert.ToBase64String(reader.Bytes()),
                _ => text,
            };
        }

        return text;
    }

    private static string Json(ProtoReader reader, bool isMap)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            WriteValues(json, reader, isMap);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteValues(Utf8JsonWriter json, ProtoReader reader, bool isMap)
    {
        if (isMap)
        {
            json.WriteStartObject();
        }
        else
        {
            json.WriteStartArray();
        }

        while (reader.Next())
        {
            if (reader.Field == 1 && isMap)
            {
                WritePair(json, reader.Message());
            }
            else if (reader.Field == 1)
            {
                WriteValue(json, reader.Message());
            }
        }

        if (isMap)
        {
            json.WriteEndObject();
        }
        else
        {
            json.WriteEndArray();
        }
    }

    private static void WritePair(Utf8JsonWriter json, ProtoReader reader)
    {
        // The value may stand before its key, and JSON wants the key first.
        var name = string.Empty;
        var copy = reader;
        while (copy.Next())
        {
            if (copy.Field == 1)
            {
                name = copy.Text();
            }
        }

        json.WritePropertyName(name);
        var written = false;
        while (reader.Next())
        {
            if (reader.Field == 2 && !written)
            {
                WriteValue(json, reader.Message());
                written = true;
            }
        }

        if (!written)
        {
            json.WriteNullValue();
        }
    }

    private static void WriteValue(Utf8JsonWriter json, ProtoReader reader)
    {
        var written = false;
        while (!written && reader.Next())
        {
            written = true;
            switch (reader.Field)
            {
                case 1: json.WriteStringValue(reader.Text()); break;
                case 2: json.WriteBooleanValue(reader.Varint() != 0); break;
                case 3: json.WriteNumberValue((long)reader.Varint()); break;
                case 4: WriteDouble(json, reader.Double()); break;
                case 5: WriteValues(json, reader.Message(), isMap: false); break;
                case 6: WriteValues(json, reader.Message(), isMap: true); break;
                case 7: json.WriteBase64StringValue(reader.Bytes()); break;
                default: written = false; break;
            }
        }

        if (!written)
        {
            json.WriteNullValue();
        }
    }

    private static void WriteDouble(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(value.ToString("R", CultureInfo.InvariantCulture)); // JSON has no word for it.
        }
    }
}
