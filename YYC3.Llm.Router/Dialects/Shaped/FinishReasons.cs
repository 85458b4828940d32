using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>
/// Puts OpenAI's finish reasons in the place of a provider's own, whose word goes along as <c>native_finish_reason</c>; one that neither knows
/// becomes <c>stop</c>, for SDKs refuse what they do not know. Works on bytes: a field's name cannot occur inside a JSON string, where its quotes are escaped.
/// </summary>
internal static class FinishReasons
{
    // What servers that speak OpenAI's wire are known to say: Zhipu, Qianfan, DashScope, Mistral, servers in front of Anthropic's and Google's models.
    private static readonly FrozenDictionary<string, string> Map = new Dictionary<string, string>
    {
        ["sensitive"] = "content_filter",
        ["safety"] = "content_filter",
        ["max_tokens"] = "length",
        ["model_length"] = "length",
        ["model_context_window_exceeded"] = "length",
        ["tool_use"] = "tool_calls",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static ReadOnlySpan<byte> Name => "\"finish_reason\""u8;

    private static ReadOnlySpan<byte> Whitespace => " \t\r\n"u8;

    /// <summary>Whether it is one of OpenAI's reasons.</summary>
    public static bool IsOpenAis(ReadOnlySpan<byte> reason) =>
        reason.SequenceEqual("stop"u8) || reason.SequenceEqual("length"u8) || reason.SequenceEqual("tool_calls"u8) || reason.SequenceEqual("content_filter"u8) || reason.SequenceEqual("function_call"u8);

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
    public static void Write(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        var written = 0;
        for (var from = 0; Next(json, ref from, out var value);)
        {
            var reason = Encoding.UTF8.GetString(json[value]);
            if (IsOpenAis(json[value]))
            {
                continue;
            }

            if (reason is "null" or "")
            {
                // Some servers say in a text that there is none yet; SDKs take it for a reason.
                output.Write(json[written..(value.Start.Value - 1)]);
                output.Write("null"u8);
                written = value.End.Value + 1;
            }
            else
            {
                output.Write(json[written..value.Start]);
                output.Write(Encoding.ASCII.GetBytes($"{Map.GetValueOrDefault(reason, "stop")}\",\"native_finish_reason\":\""));
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
