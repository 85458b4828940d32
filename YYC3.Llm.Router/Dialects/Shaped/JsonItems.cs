using System.Buffers;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>The items of a JSON array as slices of its bytes.</summary>
internal static class JsonItems
{
    /// <summary>As deep as the scanner lets a request be.</summary>
    public static readonly JsonReaderOptions Deep = new() { MaxDepth = 256 };

    /// <summary>The items; none for what is not an array.</summary>
    public static List<ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> json)
    {
        var items = new List<ReadOnlyMemory<byte>>();
        var reader = new Utf8JsonReader(json.Span, Deep);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return items;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            items.Add(json[start..(int)reader.BytesConsumed]);
        }

        return items;
    }

    public static byte[] ToBytes(IReadOnlyList<ReadOnlyMemory<byte>> items)
    {
        var output = new ArrayBufferWriter<byte>(256);
        output.Write("["u8);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                output.Write(","u8);
            }

            output.Write(items[i].Span);
        }

        output.Write("]"u8);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Edits the objects of an array.</summary>
    /// <param name="json">The array.</param>
    /// <param name="edit">Changes one of them.</param>
    /// <returns>The array with the changes; null when there were none.</returns>
    public static byte[]? Edit(ReadOnlyMemory<byte> json, Action<JsonFields> edit)
    {
        var items = Read(json);
        var changed = false;
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].Span is [(byte)'{', ..])
            {
                var fields = JsonFields.Read(items[i]);
                edit(fields);
                if (fields.IsChanged)
                {
                    items[i] = fields.ToBytes();
                    changed = true;
                }
            }
        }

        return changed ? ToBytes(items) : null;
    }
}
