using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Routing;

/// <summary>What calls will cost, as far as routing needs to know beforehand.</summary>
internal interface IPriceView
{
    /// <summary>What the call is estimated to cost there, in the currency of <c>x-yyc3-max-cost</c>; null when the price is not known, which is never 0.</summary>
    decimal? EstimateFor(Deployment deployment, RequestHead head);
}
