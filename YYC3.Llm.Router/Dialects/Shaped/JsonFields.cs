using System.Buffers;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>The fields of one JSON object, in order, as slices of its bytes: what is not changed is written again as it came.</summary>
internal sealed class JsonFields
{
    private readonly List<Field> fields = [];

    /// <summary>Whether anything was changed since it was read.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>The fields of an object.</summary>
    /// <param name="json">One object; the slices point into it.</param>
    /// <exception cref="JsonException">It is none.</exception>
    /// <exception cref="InvalidOperationException">A name holds half of a character, escaped.</exception>
    public static JsonFields Read(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, JsonItems.Deep);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Not an object.");
        }

        var read = new JsonFields();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);
            var text = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            read.fields.Add(new Field(text, name, json[start..(int)reader.BytesConsumed]));
        }

        return read;
    }

    /// <summary>A field's value; of several by one name the last, as JSON readers have it.</summary>
    public bool TryGet(string name, out ReadOnlyMemory<byte> value)
    {
        var at = fields.FindLastIndex(field => field.Name == name);
        value = at < 0 ? default : fields[at].Value;
        return at >= 0;
    }

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string name) => TryGet(name, out var value) && !JsonValues.IsNull(value.Span);

    public bool Remove(string name)
    {
        var gone = fields.RemoveAll(field => field.Name == name) > 0;
        IsChanged |= gone;
        return gone;
    }

    /// <summary>Replaces the value where it stands, or adds the field.</summary>
    public void Set(string name, ReadOnlyMemory<byte> value)
    {
        IsChanged = true;
        var at = fields.FindLastIndex(field => field.Name == name);
        if (at >= 0)
        {
            fields[at] = fields[at] with { Value = value };
        }
        else
        {
            fields.Add(new Field(name, JsonValues.Text(name), value));
        }
    }

    /// <summary>Gives the field another name; a field that had it gives way.</summary>
    public void Rename(string from, string to)
    {
        if (TryGet(from, out var value))
        {
            fields.RemoveAll(field => field.Name == to);
            var at = fields.FindLastIndex(field => field.Name == from);
            fields[at] = new Field(to, JsonValues.Text(to), value);
            fields.RemoveAll(field => field.Name == from);
            IsChanged = true;
        }
    }

    public void Write(IBufferWriter<byte> output)
    {
        output.Write("{"u8);
        for (var i = 0; i < fields.Count; i++)
        {
            if (i > 0)
            {
                output.Write(","u8);
            }

            output.Write(fields[i].NameJson.Span);
            output.Write(":"u8);
            output.Write(fields[i].Value.Span);
        }

        output.Write("}"u8);
    }

    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>(256);
        Write(output);
        return output.WrittenSpan.ToArray();
    }

    private readonly record struct Field(string Name, ReadOnlyMemory<byte> NameJson, ReadOnlyMemory<byte> Value);
}
