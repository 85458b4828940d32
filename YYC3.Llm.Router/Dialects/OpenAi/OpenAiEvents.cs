using System.Text.Json;
using YYC3.Llm.Router.Dialects.Shaped;

namespace YYC3.Llm.Router.Dialects.OpenAi;

/// <summary>
/// Looks at a chunk by searching its bytes: a few vectorised searches instead of a parse for each token.
/// A field's name cannot occur inside a JSON string, where its quotes are escaped; as a whole string it is not followed by a colon.
/// </summary>
internal static class OpenAiEvents
{
    private static ReadOnlySpan<byte> Whitespace => " \t\r\n"u8;

    public static bool IsDone(ReadOnlySpan<byte> data) => data.Length < 64 && data.Trim(Whitespace).SequenceEqual("[DONE]"u8);

    public static StreamSigns Scan(ReadOnlySpan<byte> data, AnswerFacts facts)
    {
        if (IsDone(data))
        {
            return StreamSigns.Done;
        }

        var signs = StreamSigns.None;
        for (var rest = data; Next(ref rest, "\"finish_reason\""u8);)
        {
            if (rest is not [(byte)'"', .. var text] || text.IndexOf((byte)'"') is not (var length and >= 0))
            {
                continue;
            }

            var reason = text[..length];
            facts.IsOdd |= !FinishReasons.IsOpenAis(reason);
            if (!reason.IsEmpty && !reason.SequenceEqual("null"u8))
            {
                signs |= StreamSigns.Finish;
                if (facts.Detailed)
                {
                    facts.Finished(System.Text.Encoding.UTF8.GetString(reason));
                }
            }
        }

        facts.HoldsCalls |= data.IndexOf("\"tool_calls\""u8) >= 0;

        for (var rest = data; Next(ref rest, "\"usage\""u8);)
        {
            if (rest is [(byte)'{', ..] && Usage(rest, facts) && HasNoChoice(data))
            {
                signs |= StreamSigns.UsageOnly;
            }
        }

        for (var rest = data; Next(ref rest, "\"error\""u8);)
        {
            if (rest is [(byte)'{' or (byte)'"', ..])
            {
                signs |= Confirm(data);
                break;
            }
        }

        return signs;
    }

    /// <summary>Moves to the value of the next field of that name.</summary>
    private static bool Next(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> quotedName)
    {
        while (rest.IndexOf(quotedName) is var at and >= 0)
        {
            rest = rest[(at + quotedName.Length)..].TrimStart(Whitespace);
            if (rest is [(byte)':', ..])
            {
                rest = rest[1..].TrimStart(Whitespace);
                return true;
            }
        }

        return false;
    }

    private static bool Usage(ReadOnlySpan<byte> value, AnswerFacts facts)
    {
        try
        {
            var reader = new Utf8JsonReader(value, isFinalBlock: true, default);
            reader.Read();
            return OpenAiUsage.Read(ref reader, value, facts);
        }
        catch (JsonException)
        {
            return false; // A chunk that is no JSON is passed on as it came; it just counts for nothing.
        }
    }

    private static bool HasNoChoice(ReadOnlySpan<byte> data)
    {
        var rest = data;
        return !Next(ref rest, "\"choices\""u8) || (rest is [(byte)'[', ..] && rest[1..].TrimStart(Whitespace) is [(byte)']', ..]);
    }

    /// <summary>The name may belong to a field deeper down, such as a tool's result: only one at the top is the provider's.</summary>
    private static StreamSigns Confirm(ReadOnlySpan<byte> data)
    {
        try
        {
            return OpenAiJson.Read(data, new AnswerFacts()) & StreamSigns.Error;
        }
        catch (JsonException)
        {
            return StreamSigns.None;
        }
    }
}
