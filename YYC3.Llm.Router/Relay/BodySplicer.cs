using System.Buffers;
using System.Text.Json;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Upstream;

namespace YYC3.Llm.Router.Relay;

/// <summary>The body a deployment gets: the caller's bytes, with the model's name, the wish for a stream's usage and the fields the deployment declares put in place.</summary>
internal static class BodySplicer
{
    private static readonly byte[] UsageField = "\"stream_options\":{\"include_usage\":true},"u8.ToArray();

    /// <param name="body">The caller's.</param>
    /// <param name="head">What was found in it.</param>
    /// <param name="deployment">Whom it goes to.</param>
    /// <param name="asksForUsage">Whether <c>stream_options.include_usage</c> is to be set where the caller did not.</param>
    public static ProviderContent Splice(ReadOnlyMemory<byte> body, RequestHead head, Deployment deployment, bool asksForUsage)
    {
        if (deployment.BodyFields.Length > 0)
        {
            return new ProviderContent(WithFields(body.Span, head, deployment, asksForUsage));
        }

        var model = body.Slice(head.ModelStart, head.ModelLength);
        var same = model.Span.SequenceEqual(deployment.ModelJson);
        if (asksForUsage)
        {
            return WithUsage(body, head, same ? model : deployment.ModelJson);
        }

        return same
            ? new ProviderContent(body)
            : new ProviderContent(body[..head.ModelStart], deployment.ModelJson, body[(head.ModelStart + head.ModelLength)..]);
    }

    private static ProviderContent WithUsage(ReadOnlyMemory<byte> body, RequestHead head, ReadOnlyMemory<byte> model)
    {
        var afterModel = head.ModelStart + head.ModelLength;
        if (head.OptionsLength == 0)
        {
            // A comma is right: the body has a model at least.
            var open = head.Open + 1;
            return new ProviderContent(body[..open], UsageField, body[open..head.ModelStart], [model, body[afterModel..]]);
        }

        var options = StreamOptions(body.Span.Slice(head.OptionsStart, head.OptionsLength));
        var afterOptions = head.OptionsStart + head.OptionsLength;
        return head.OptionsStart < head.ModelStart
            ? new ProviderContent(body[..head.OptionsStart], options, body[afterOptions..head.ModelStart], [model, body[afterModel..]])
            : new ProviderContent(body[..head.ModelStart], model, body[afterModel..head.OptionsStart], [options, body[afterOptions..]]);
    }

    /// <summary>The caller's options with <c>include_usage</c> set, the others as they are.</summary>
    public static byte[] StreamOptions(ReadOnlySpan<byte> given)
    {
        var output = new ArrayBufferWriter<byte>(given.Length + 32);
        output.Write("{\"include_usage\":true"u8);
        var reader = new Utf8JsonReader(given, new JsonReaderOptions { MaxDepth = 256 });
        reader.Read();
        while (reader.TokenType != JsonTokenType.Null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var ours = reader.ValueTextEquals("include_usage"u8);
            reader.Skip();
            if (!ours)
            {
                output.Write(","u8);
                output.Write(given[start..(int)reader.BytesConsumed]);
            }
        }

        output.Write("}"u8);
        return output.WrittenMemory.ToArray();
    }

    /// <summary>Replaces declared fields where they stand and adds the others right after the opening brace.</summary>
    private static ReadOnlyMemory<byte> WithFields(ReadOnlySpan<byte> body, RequestHead head, Deployment deployment, bool asksForUsage)
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
            var value = start == head.ModelStart ? deployment.ModelJson
                : field >= 0 ? deployment.BodyFields[field].Value
                : asksForUsage && start == head.OptionsStart ? StreamOptions(body[start..(int)reader.BytesConsumed])
                : null;
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

        if (asksForUsage && head.OptionsLength == 0)
        {
            output.Write(UsageField);
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
