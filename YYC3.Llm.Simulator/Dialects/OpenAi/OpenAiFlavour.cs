using System.Text.Json;

namespace YYC3.Llm.Simulator.Dialects.OpenAi;

/// <summary>How a provider that speaks OpenAI's shape differs from OpenAI.</summary>
internal sealed record OpenAiFlavour
{
    /// <summary>OpenAI itself.</summary>
    public static readonly OpenAiFlavour OpenAi = new();

    /// <summary>The variant bit of a request whose tool calls must arrive whole.</summary>
    public const int WholeCalls = 1;

    /// <summary>The id of every completion: replies are kept as bytes, so they share it.</summary>
    public string Id { get; init; } = "chatcmpl-sim";

    /// <summary>Whether there is a <c>request_id</c> beside the id.</summary>
    public bool RequestId { get; init; }

    /// <summary>Whether chunks name their kind in <c>object</c>.</summary>
    public bool NamesChunks { get; init; } = true;

    /// <summary>Whether a stream begins with a chunk that holds only the role, and the role is in no other.</summary>
    public bool Opens { get; init; } = true;

    /// <summary>Whether usage stands in the chunk with the finish reason, asked for or not.</summary>
    public bool UsageAtFinish { get; init; }

    /// <summary>Whether choices carry Qianfan's <c>flag</c>, 0 for nothing found.</summary>
    public bool Flag { get; init; }

    /// <summary>Whether unfinished chunks carry <c>finish_reason: null</c>.</summary>
    public bool PendingFinish { get; init; } = true;

    /// <summary>Checks a request and returns its variant; null for OpenAI's own, which reads the head alone.</summary>
    public Func<JsonElement, int>? Check { get; init; }

    /// <summary>Checks who calls; null for OpenAI's way.</summary>
    public Func<HttpRequest, string?, Replies.SimulatedError?>? Authorize { get; init; }

    /// <summary>The model, where the path names it; null where the body does.</summary>
    public Func<HttpRequest, string>? PathModel { get; init; }

    /// <summary>Whether rate limits are told in <c>x-ratelimit</c> headers.</summary>
    public bool TellsLimits { get; init; } = true;
}
