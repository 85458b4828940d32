using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Metering.Prices;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Routing;

namespace YYC3.Llm.Router.Metering;

/// <summary>Prices as routing sees them: the cost of a usual call, in one currency, for comparison only. Bills never convert.</summary>
internal sealed class PriceView(MeteringOptions options, TimeProvider time) : IPriceView
{
    /// <summary>A usual prompt: its length is not known when the order is made.</summary>
    private const long Prompt = 1000;

    /// <summary>A usual answer, where the call does not bound it.</summary>
    private const long Answer = 500;

    public decimal? EstimateFor(Deployment deployment, RequestHead head)
    {
        var now = time.GetUtcNow();
        if (deployment.Prices.At(now) is not { } price)
        {
            return null;
        }

        var output = head.MaxTokens > 0 ? Math.Min(head.MaxTokens, Answer) : Answer;
        var cost = CostFormula.Cost(new TokenUsage { InputUncached = Prompt, Output = output * Math.Max(head.Choices, 1) }, price, now);
        return price.Currency == "CNY" ? cost / options.CnyPerUsd : cost;
    }
}
