using System.Text.Json;
using YYC3.Llm.Router.Dialects.OpenAi;

namespace YYC3.Llm.Router.Dialects.Wenxin;

/// <summary>One answer, or one event of a stream, which looks the same. Values are JSON as it came, quotes included; empty where there is none.</summary>
internal ref struct WenxinAnswer
{
    private bool hasCalled;

    public ReadOnlySpan<byte> Id { get; private set; }

    public ReadOnlySpan<byte> Created { get; private set; }

    /// <summary>The text; in a stream the next piece of it.</summary>
    public ReadOnlySpan<byte> Result { get; private set; }

    /// <summary><c>normal</c>, <c>stop</c>, <c>length</c>, <c>content_filter</c> or <c>function_call</c>; in a stream on every event, of meaning on the last.</summary>
    public ReadOnlySpan<byte> Reason { get; private set; }

    public bool HasCall { get; private set; }

    public ReadOnlySpan<byte> CallName { get; private set; }

    public ReadOnlySpan<byte> CallArguments { get; private set; }

    /// <summary>Why the model calls the function, in its own words.</summary>
    public ReadOnlySpan<byte> CallThoughts { get; private set; }

    public ReadOnlySpan<byte> Usage { get; private set; }

    /// <summary>What was objected to: the safety flag, the round it is about, whether the conversation should be begun anew.</summary>
    public ReadOnlySpan<byte> Flag { get; private set; }

    public ReadOnlySpan<byte> BanRound { get; private set; }

    public bool NeedsClearHistory { get; private set; }

    /// <summary>Where the answer's searches went; its <c>[1]</c> marks refer to it.</summary>
    public ReadOnlySpan<byte> SearchInfo { get; private set; }

    public bool IsEnd { get; private set; }

    public bool IsTruncated { get; private set; }

    /// <summary>Whether it is none, but says what went wrong, or nothing that is known.</summary>
    public bool IsError { get; private set; }

    public readonly bool HasText => Result.Length > 2;

    public readonly StreamSigns Signs =>
        (HasText || HasCall ? StreamSigns.Content : StreamSigns.None) | (IsEnd ? StreamSigns.Finish : StreamSigns.None);

    /// <summary>OpenAI's word for why it ended.</summary>
    public readonly string FinishReason =>
        HasCall || hasCalled || Reason.SequenceEqual("\"function_call\""u8) ? "tool_calls"
        : IsTruncated || Reason.SequenceEqual("\"length\""u8) ? "length"
        : NeedsClearHistory || Reason.SequenceEqual("\"content_filter\""u8) ? "content_filter"
        : "stop";

    /// <summary>Reads one JSON object; false for anything else.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, out WenxinAnswer answer)
    {
        var read = default(WenxinAnswer);
        var isObject = false;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
            isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject && read.Read(ref reader, json) && !reader.Read();
        }
        catch (JsonException)
        {
            // Anything may be in the bytes.
        }

        answer = read;
        return isObject;
    }

    /// <summary>Adds what earlier events of the stream said: to each who it is, to the last one the rest.</summary>
    /// <param name="remarks">Theirs and this one's.</param>
    /// <param name="called">Whether one of them called a function.</param>
    public void Complete(WenxinRemarks remarks, bool called)
    {
        Id = remarks.Id;
        Created = remarks.Created;
        if (!IsEnd)
        {
            return;
        }

        Flag = remarks.Flag;
        BanRound = remarks.BanRound;
        SearchInfo = remarks.SearchInfo;
        NeedsClearHistory = remarks.NeedsClearHistory;
        IsTruncated = remarks.IsTruncated;
        hasCalled = called;
    }

    /// <summary>Notes what is known of the answer.</summary>
    /// <param name="facts">Takes it.</param>
    /// <param name="whole">Whether this is all of it: until then the usage says 0 for what was answered, which is not so.</param>
    public readonly void Note(AnswerFacts facts, bool whole)
    {
        facts.ContentBytes += Result.Length + CallArguments.Length + CallThoughts.Length;
        if (facts.Detailed && Id.Length > 2)
        {
            facts.Id = System.Text.Encoding.UTF8.GetString(Id[1..^1]);
        }

        if (!whole)
        {
            return;
        }

        if (facts.Detailed)
        {
            facts.Finished(FinishReason);
        }

        if (Usage is [(byte)'{', ..])
        {
            var reader = new Utf8JsonReader(Usage);
            reader.Read();
            OpenAiUsage.Read(ref reader, Usage, facts);
        }
    }

    private bool Read(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var answers = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("result"u8))
            {
                Result = Value(ref reader, json, JsonTokenType.String);
                answers = true;
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                Id = Value(ref reader, json, JsonTokenType.String);
            }
            else if (reader.ValueTextEquals("created"u8))
            {
                Created = Value(ref reader, json, JsonTokenType.Number);
            }
            else if (reader.ValueTextEquals("finish_reason"u8))
            {
                Reason = Value(ref reader, json, JsonTokenType.String);
            }
            else if (reader.ValueTextEquals("is_end"u8))
            {
                IsEnd = Value(ref reader, json, JsonTokenType.True).Length > 0;
                answers = true;
            }
            else if (reader.ValueTextEquals("is_truncated"u8))
            {
                IsTruncated = Value(ref reader, json, JsonTokenType.True).Length > 0;
            }
            else if (reader.ValueTextEquals("need_clear_history"u8))
            {
                NeedsClearHistory = Value(ref reader, json, JsonTokenType.True).Length > 0;
            }
            else if (reader.ValueTextEquals("flag"u8))
            {
                Flag = Value(ref reader, json, JsonTokenType.Number);
            }
            else if (reader.ValueTextEquals("ban_round"u8))
            {
                BanRound = Value(ref reader, json, JsonTokenType.Number);
            }
            else if (reader.ValueTextEquals("search_info"u8))
            {
                SearchInfo = Value(ref reader, json, JsonTokenType.StartObject);
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                Usage = Value(ref reader, json, JsonTokenType.StartObject);
            }
            else if (reader.ValueTextEquals("function_call"u8))
            {
                reader.Read();
                Call(ref reader, json);
                answers |= HasCall;
            }
            else if (reader.ValueTextEquals("error_code"u8) || reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                IsError |= reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False) && !reader.ValueSpan.SequenceEqual("0"u8);
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }

        IsError |= !answers;
        return reader.TokenType == JsonTokenType.EndObject;
    }

    private void Call(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                CallName = Value(ref reader, json, JsonTokenType.String);
                HasCall = CallName.Length > 2;
            }
            else if (reader.ValueTextEquals("arguments"u8))
            {
                CallArguments = Value(ref reader, json, null);
            }
            else if (reader.ValueTextEquals("thoughts"u8))
            {
                CallThoughts = Value(ref reader, json, JsonTokenType.String);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>The value of the field that the reader stands on; empty when it is of another kind.</summary>
    private static ReadOnlySpan<byte> Value(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json, JsonTokenType? kind)
    {
        reader.Read();
        var fits = kind is null || reader.TokenType == kind;
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return fits ? json[start..(int)reader.BytesConsumed] : default;
    }
}
