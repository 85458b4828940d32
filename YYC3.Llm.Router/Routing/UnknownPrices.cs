using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Routing;

/// <summary>Knows no price. In force only where nothing else has been registered.</summary>
internal sealed class UnknownPrices : IPriceView
{
    public decimal? EstimateFor(Deployment deployment, RequestHead head) => null;
}
