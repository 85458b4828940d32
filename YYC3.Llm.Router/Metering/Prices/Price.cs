using System.Security.Cryptography;

namespace YYC3.Llm.Router.Metering.Prices;

/// <summary>What a model costs from a date on. Immutable; its version is the hash of all it says, so a bill names exactly what it was made by.</summary>
/// <param name="from">When it takes effect.</param>
/// <param name="currency"><c>USD</c> or <c>CNY</c>.</param>
/// <param name="rates">What holds for short prompts.</param>
/// <param name="tiers">For longer ones, from the shortest on.</param>
/// <param name="windows">Hours with a multiplier; the first that holds counts.</param>
/// <param name="batch">Rates of asynchronous batches; null: unknown.</param>
/// <param name="flex">Rates of <c>service_tier: flex</c>; null: unknown.</param>
/// <param name="priority">Rates of <c>service_tier: priority</c>; null: unknown.</param>
/// <param name="source">Where the figures come from.</param>
internal sealed class Price(
    DateTimeOffset from,
    string currency,
    Rates rates,
    IReadOnlyList<PriceTier> tiers,
    IReadOnlyList<PriceWindow> windows,
    Rates? batch,
    Rates? flex,
    Rates? priority,
    string source)
{
    private string? version;
    private byte[]? json;

    public DateTimeOffset From => from;

    public string Currency => currency;

    public Rates Rates => rates;

    public IReadOnlyList<PriceTier> Tiers { get; } = [.. tiers.OrderBy(tier => tier.Above).Select(tier => tier with { Rates = tier.Rates.CompletedBy(rates) })];

    public IReadOnlyList<PriceWindow> Windows => windows;

    public Rates? Batch { get; } = batch?.CompletedBy(rates);

    public Rates? Flex { get; } = flex?.CompletedBy(rates);

    public Rates? Priority { get; } = priority?.CompletedBy(rates);

    public string Source => source;

    /// <summary>The first 20 hexadecimal digits of the SHA-256 of <see cref="Json"/>, behind <c>price_</c>.</summary>
    public string Version => version ??= "price_" + Convert.ToHexStringLower(SHA256.HashData(Json).AsSpan(0, 10));

    /// <summary>All it says as JSON, in the catalog's own form.</summary>
    public byte[] Json => json ??= PriceJson.Write(this);

    /// <summary>The rates for one request.</summary>
    /// <param name="promptTokens">All tokens of its prompt.</param>
    /// <param name="at">When it began.</param>
    /// <param name="serviceTier"><c>batch</c>, <c>flex</c> or <c>priority</c>; anything else is the standard.</param>
    /// <returns>Null when the price does not know the service tier.</returns>
    public Rates? RatesFor(long promptTokens, DateTimeOffset at, string? serviceTier)
    {
        var standard = Rates;
        foreach (var tier in Tiers)
        {
            if (promptTokens > tier.Above)
            {
                standard = tier.Rates;
            }
        }

        var rates = serviceTier switch
        {
            "batch" => Variant(Batch, standard),
            "flex" => Variant(Flex, standard),
            "priority" => Variant(Priority, standard),
            _ => standard,
        };
        foreach (var window in Windows)
        {
            if (window.Holds(at))
            {
                return rates?.Times(window.Multiplier);
            }
        }

        return rates;
    }

    // A variant is stated for short prompts; a long one changes it as it changes the standard.
    private Rates? Variant(Rates? variant, Rates standard) =>
        variant is null || ReferenceEquals(standard, Rates) ? variant : variant.In is null || Rates.In is null or 0 ? null : standard.Scaled(variant, Rates);
}
