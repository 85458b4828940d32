using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.ResponseCache;

/// <summary>
/// The name of an answer: SHA-256 over the project, the model, the operation and everything in the request that can change the answer.
/// White space and the order of top-level fields do not count; how the answer is to be delivered and whom the request is for do not either.
/// </summary>
internal static class RequestKey
{
    /// <summary>Fields that do not change what is answered.</summary>
    private static readonly byte[][] Apart =
    [
        [.. "model"u8], [.. "stream"u8], [.. "stream_options"u8], [.. "user"u8], [.. "safety_identifier"u8], [.. "metadata"u8], [.. "store"u8],
        [.. "prompt_cache_key"u8], [.. "prompt_cache_retention"u8], [.. "service_tier"u8],
    ];

    /// <param name="call">The call; its body has been checked.</param>
    public static string Of(Call call)
    {
        var body = call.Body.Memory.Span;
        using var hashed = new ByteBuffer(body.Length + 256);
        Text(hashed, call.Caller.Tenant.Value);
        Text(hashed, call.Model.Name);
        Text(hashed, call.Operation.Name);
        foreach (var (start, end) in Fields(body))
        {
            Minified(hashed, body[start..end]);
            hashed.Append([0]);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(hashed.Span, hash);
        return "rc:" + Convert.ToHexStringLower(hash);
    }

    /// <summary>Where the fields that count begin and end; by name.</summary>
    private static List<(int Start, int End)> Fields(ReadOnlySpan<byte> body)
    {
        var fields = new List<(int Start, int End)>();
        var names = new List<string>();
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 256 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var name = IsApart(ref reader) ? null : reader.GetString();
            reader.Skip();
            if (name is not null)
            {
                var at = names.BinarySearch(name, StringComparer.Ordinal);
                at = at < 0 ? ~at : at;
                names.Insert(at, name);
                fields.Insert(at, (start, (int)reader.BytesConsumed));
            }
        }

        return fields;
    }

    private static bool IsApart(ref Utf8JsonReader reader)
    {
        foreach (var name in Apart)
        {
            if (reader.ValueTextEquals(name))
            {
                return true;
            }
        }

        return false;
    }

    private static void Text(ByteBuffer output, string text)
    {
        output.Append(Encoding.UTF8.GetBytes(text));
        output.Append([0]);
    }

    /// <summary>The bytes without the white space outside of strings.</summary>
    private static void Minified(ByteBuffer output, ReadOnlySpan<byte> json)
    {
        while (!json.IsEmpty)
        {
            var quote = json.IndexOf((byte)'"');
            var outside = quote < 0 ? json : json[..quote];
            foreach (var b in outside)
            {
                if (b > (byte)' ')
                {
                    output.Append([b]);
                }
            }

            if (quote < 0)
            {
                return;
            }

            var end = quote + 1;
            while (json[end] != (byte)'"')
            {
                end += json[end] == (byte)'\\' ? 2 : 1;
            }

            output.Append(json[quote..(end + 1)]);
            json = json[(end + 1)..];
        }
    }
}
