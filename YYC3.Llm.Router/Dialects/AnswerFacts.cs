using YYC3.Llm.Router.Metering;

namespace YYC3.Llm.Router.Dialects;

/// <summary>What is known of an answer besides its bytes; filled in while it passes. One a call.</summary>
internal sealed class AnswerFacts
{
    /// <summary>Whether somebody wants the facts that cost an allocation: a recorded span.</summary>
    public bool Detailed { get; set; }

    public string? Id { get; set; }

    public string? Model { get; set; }

    public List<string>? FinishReasons { get; private set; }

    /// <summary>What the provider said it used, in canonical form; null while it has not said.</summary>
    public TokenUsage? Usage { get; private set; }

    /// <summary>The provider's own usage object, byte for byte, from which any cost can be computed again; null while it has not said.</summary>
    public byte[]? RawUsage { get; private set; }

    /// <summary>Bytes of the answer's text so far, reasoning and tool arguments included, as far as dialects count them; for estimates.</summary>
    public long ContentBytes { get; set; }

    /// <summary>Events with content that passed.</summary>
    public int ContentEvents { get; private set; }

    /// <summary>Bytes of the smallest of them: mostly frame, hardly text.</summary>
    public int SmallestEvent { get; private set; }

    /// <summary>Whether what was read last says something otherwise than OpenAI does, which official SDKs refuse or misread: a finish reason of the provider's own.</summary>
    public bool IsOdd { get; set; }

    /// <summary>Whether the event read last holds parts of tool calls, whose numbers some providers get wrong.</summary>
    public bool HoldsCalls { get; set; }

    /// <summary>Notes an event that passed through.</summary>
    public void Came(int bytes)
    {
        ContentBytes += bytes;
        SmallestEvent = ContentEvents++ == 0 ? bytes : Math.Min(SmallestEvent, bytes);
    }

    /// <summary>Tokens of the prompt; -1 while the provider has not said.</summary>
    public long InputTokens => Usage?.Input ?? -1;

    /// <summary>Tokens of the answer; -1 while the provider has not said.</summary>
    public long OutputTokens => Usage?.Output ?? -1;

    /// <summary>Notes the usage. Later figures win: some providers count up, some say zeros first.</summary>
    /// <param name="usage">In canonical form.</param>
    /// <param name="raw">As the provider wrote it.</param>
    public void Used(TokenUsage usage, ReadOnlySpan<byte> raw)
    {
        if (Usage is { } before && usage == default && before != default)
        {
            return;
        }

        Usage = usage.Clamped();
        RawUsage = raw.ToArray();
    }

    public void Finished(string reason) => (FinishReasons ??= []).Add(reason);

    /// <summary>Forgets what an attempt that failed has left.</summary>
    public void Reset()
    {
        Id = Model = null;
        IsOdd = HoldsCalls = false;
        FinishReasons = null;
        Usage = null;
        RawUsage = null;
        ContentBytes = 0;
        ContentEvents = SmallestEvent = 0;
    }
}
