using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>
/// Puts OpenAI's finish reasons in the place of a provider's own, whose word goes along as <c>native_finish_reason</c>. Works on bytes:
/// a field's name cannot occur inside a JSON string, where its quotes are escaped.
/// </summary>
/// <param name="map">The provider's own reasons and OpenAI's for them; one that neither knows becomes <c>stop</c>, for SDKs refuse what they do not know.</param>
internal sealed class FinishReasons(FrozenDictionary<string, string> map)
{
    private static readonly FrozenSet<string> Known = ["stop", "length", "tool_calls", "content_filter", "function_call", "null", ""];

    private static ReadOnlySpan<byte> Name => "\"finish_reason\""u8;

    private static ReadOnlySpan<byte> Whitespace => " \t\r\n"u8;

    /// <summary>Whether a choice ended for this reason.</summary>
    public static bool Has(ReadOnlySpan<byte> json, ReadOnlySpan<byte> reason)
    {
        for (var from = 0; Next(json, ref from, out var value);)
        {
            if (json[value].SequenceEqual(reason))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the bytes with their reasons replaced.</summary>
    public void Write(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        var written = 0;
        for (var from = 0; Next(json, ref from, out var value);)
        {
            var reason = Encoding.UTF8.GetString(json[value]);
            if (!Known.Contains(reason))
            {
                output.Write(json[written..value.Start]);
                output.Write(Encoding.ASCII.GetBytes($"{map.GetValueOrDefault(reason, "stop")}\",\"native_finish_reason\":\""));
                written = value.Start.Value;
            }
        }

        output.Write(json[written..]);
    }

    /// <summary>Moves to the next reason that is a text; the range is what is between its quotes.</summary>
    private static bool Next(ReadOnlySpan<byte> json, ref int from, out Range value)
    {
        while (json[from..].IndexOf(Name) is var at and >= 0)
        {
            from += at + Name.Length;
            var rest = json[from..].TrimStart(Whitespace);
            if (rest is [(byte)':', ..] && rest[1..].TrimStart(Whitespace) is [(byte)'"', ..] quoted && quoted[1..].IndexOf((byte)'"') is var length and >= 0)
            {
                var start = json.Length - quoted.Length + 1;
                value = start..(start + length);
                from = start + length;
                return true;
            }
        }

        value = default;
        return false;
    }
}
