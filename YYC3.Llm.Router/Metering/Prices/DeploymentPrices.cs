namespace YYC3.Llm.Router.Metering.Prices;

/// <summary>What a deployment costs, through time. Found once for each snapshot of the catalog.</summary>
/// <param name="prices">Oldest first.</param>
internal sealed class DeploymentPrices(IReadOnlyList<Price> prices)
{
    /// <summary>The price that holds at a time; null when none is known.</summary>
    public Price? At(DateTimeOffset time)
    {
        for (var i = prices.Count - 1; i >= 0; i--)
        {
            if (prices[i].From <= time)
            {
                return prices[i];
            }
        }

        return null;
    }

    /// <summary>A deployment's own prices, else its model's, else those of the product's table.</summary>
    public static DeploymentPrices Of(Catalog.Provider provider, Catalog.DeploymentDefinition deployment, IReadOnlyList<Price>? ofModel) =>
        new(deployment.Prices ?? ofModel ?? PriceTable.BuiltIn.Find(provider.Name, provider.BaseUrl, deployment.Model));
}
