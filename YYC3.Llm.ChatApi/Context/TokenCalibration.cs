using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace YYC3.Llm.ChatApi.Context;

/// <summary>
/// How a model counts, measured against our estimate by what its provider reports: a moving mean of the ratio for each model. Estimates are those of
/// one vocabulary; other families cut the same text into a third more tokens or fewer. Each instance learns for itself, within a few calls.
/// </summary>
internal sealed class TokenCalibration(IMeterFactory meters)
{
    private const double Weight = 0.2;
    private const double Smallest = 0.7;
    private const double Largest = 3;

    // Of fewer tokens, what a provider adds to each call is too large a part.
    private const int FewestTokens = 64;
    private const int MostModels = 10_000;

    private readonly ConcurrentDictionary<string, double> factors = new(StringComparer.Ordinal);
    private readonly Histogram<double> drift = meters.Create("YYC3.Llm.ChatApi").CreateHistogram<double>("yyc3.context.token_drift", "1", "The provider's count of prompt tokens divided by ours.");

    /// <summary>The provider's tokens for one of ours; 1 while nothing is known.</summary>
    public double Of(string model) => factors.GetValueOrDefault(model, 1);

    /// <summary>Learns from a call.</summary>
    /// <param name="model">The model as the caller named it.</param>
    /// <param name="estimated">Our uncorrected estimate of the prompt.</param>
    /// <param name="reported">The provider's count; 0 when it did not say.</param>
    public void Learn(string model, int estimated, long reported)
    {
        if (estimated < FewestTokens || reported <= 0 || (factors.Count >= MostModels && !factors.ContainsKey(model)))
        {
            return;
        }

        var ratio = (double)reported / estimated;
        drift.Record(ratio, new KeyValuePair<string, object?>("gen_ai.request.model", model));
        ratio = Math.Clamp(ratio, Smallest, Largest);
        factors.AddOrUpdate(model, ratio, (_, before) => before + (Weight * (ratio - before)));
    }
}
