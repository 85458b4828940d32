using YYC3.Llm.Router.Metering.Prices;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Metering;

/// <summary>What an attempt is billed: its usage, how that was found, and the cost.</summary>
/// <param name="Usage">In canonical form.</param>
/// <param name="Estimated">Null when the provider said it; else from what it was estimated.</param>
/// <param name="Price">Null when none is known.</param>
/// <param name="ServiceTier">batch, flex or priority.</param>
/// <param name="Cost">Null when it is unknown.</param>
/// <param name="IsMeasured">Whether it counts in tokens: an image or a sound without a usage of its provider's does not.</param>
internal readonly record struct Measured(TokenUsage Usage, string? Estimated, Price? Price, string? ServiceTier, decimal? Cost, bool IsMeasured)
{
    /// <summary>The currency of <see cref="Cost"/>; null when that is unknown.</summary>
    public string? Currency => Cost is null ? null : Price?.Currency ?? "USD";

    /// <summary>Bills an answer that has come to its end.</summary>
    public static Measured Whole(Call call) => call.Facts.Usage is { } usage
        ? Bill(call, usage, null)
        : UsageEstimate.Applies(call.Operation)
            ? Bill(call, UsageEstimate.Of(call, call.Facts.ContentBytes), "prompt+content")
            : new Measured(default, null, call.Candidate!.Deployment.Prices.At(call.AskedAt), null, null, false);

    /// <summary>Bills an attempt, however it ended.</summary>
    /// <param name="call">Its call.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="billsAborted">Whether an answer that was cut off is billed by estimate.</param>
    public static Measured Of(Call call, Attempt attempt, bool billsAborted)
    {
        if (attempt.Usage is { } usage)
        {
            return Bill(call, usage, null);
        }

        if (attempt.End == CallEnd.Completed)
        {
            return Whole(call);
        }

        var cutOff = attempt.End == CallEnd.ClientGone || attempt.Committed;
        return cutOff && billsAborted && UsageEstimate.Applies(call.Operation)
            ? Bill(call, UsageEstimate.Of(call, attempt.ContentBytes), attempt.ContentBytes > 0 ? "prompt+content" : "prompt")
            : new Measured(default, null, call.Candidate!.Deployment.Prices.At(call.AskedAt), null, 0, true);
    }

    private static Measured Bill(Call call, in TokenUsage usage, string? estimated)
    {
        var deployment = call.Candidate!.Deployment;
        var tier = ServiceTiers.Of(call.Body.Memory.Span, deployment);
        var price = deployment.Prices.At(call.AskedAt);
        return new Measured(usage, estimated, price, tier, price is null ? null : CostFormula.Cost(usage, price, call.AskedAt, tier), true);
    }
}
