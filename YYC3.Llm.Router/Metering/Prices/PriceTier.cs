namespace YYC3.Llm.Router.Metering.Prices;

/// <summary>Rates for long prompts: the whole request is billed by them, not only what lies above.</summary>
/// <param name="Above">Holds when the prompt has more tokens than this.</param>
/// <param name="Rates">What holds then.</param>
internal sealed record PriceTier(long Above, Rates Rates);
