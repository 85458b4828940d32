namespace YYC3.Llm.Router.Metering.Prices;

/// <summary>Hours in which everything costs a multiple, such as DeepSeek's peak hours or off-peak discounts.</summary>
/// <param name="From">Its beginning, UTC.</param>
/// <param name="To">Its end, UTC, not included; before <paramref name="From"/> when it spans midnight.</param>
/// <param name="Multiplier">What the rates are multiplied by, 0 or more.</param>
internal sealed record PriceWindow(TimeOnly From, TimeOnly To, decimal Multiplier)
{
    /// <summary>Whether a call that began then falls into it.</summary>
    public bool Holds(DateTimeOffset at) => TimeOnly.FromTimeSpan(at.UtcDateTime.TimeOfDay).IsBetween(From, To);
}
