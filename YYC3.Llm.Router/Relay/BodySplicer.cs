using System.Buffers;
using System.Text.Json;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Upstream;

namespace YYC3.Llm.Router.Relay;

/// <summary>The body a deployment gets: the caller's bytes, with the model's name and the fields the deployment declares put in place.</summary>
internal static class BodySplicer
{
    public static ProviderContent Splice(ReadOnlyMemory<byte> body, RequestHead head, Deployment deployment)
    {
        if (deployment.BodyFields.Length > 0)
        {
            return new ProviderContent(WithFields(body.Span, head, deployment), default, default);
        }

        var model = body.Slice(head.ModelStart, head.ModelLength);
        return model.Span.SequenceEqual(deployment.ModelJson)
            ? new ProviderContent(body, default, default)
            : new ProviderContent(body[..head.ModelStart], deployment.ModelJson, body[(head.ModelStart + head.ModelLength)..]);
    }

    /// <summary>Replaces declared fields where they stand and adds the others right after the opening brace.</summary>
    private static ReadOnlyMemory<byte> WithFields(ReadOnlySpan<byte> body, RequestHead head, Deployment deployment)
    {
        var output = new ArrayBufferWriter<byte>(body.Length + 256);
        var placed = new bool[deployment.BodyFields.Length];
        var tail = new ArrayBufferWriter<byte>(body.Length + 256);
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 256 });
        reader.Read();
        var open = (int)reader.BytesConsumed;
        var copied = open;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Array.FindIndex(deployment.BodyFields, Matcher(ref reader));
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var value = start == head.ModelStart ? deployment.ModelJson : field >= 0 ? deployment.BodyFields[field].Value : null;
            if (value is not null)
            {
                tail.Write(body[copied..start]);
                tail.Write(value);
                copied = (int)reader.BytesConsumed;
                if (field >= 0)
                {
                    placed[field] = true;
                }
            }
        }

        tail.Write(body[copied..]);
        output.Write(body[..open]);
        for (var i = 0; i < placed.Length; i++)
        {
            if (!placed[i])
            {
                // A comma is right: the body has a model at least.
                output.Write(JsonSerializer.SerializeToUtf8Bytes(deployment.BodyFields[i].Name));
                output.Write(":"u8);
                output.Write(deployment.BodyFields[i].Value);
                output.Write(","u8);
            }
        }

        output.Write(tail.WrittenSpan);
        return output.WrittenMemory;
    }

    private static Predicate<BodyField> Matcher(ref Utf8JsonReader reader)
    {
        var name = reader.GetString();
        return field => field.Name == name;
    }
}
