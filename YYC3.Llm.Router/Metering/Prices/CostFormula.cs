namespace YYC3.Llm.Router.Metering.Prices;

/// <summary>
/// What a usage costs: the sum over the kinds of tokens of tokens × rate / 1,000,000. Pure and exact: the same usage, price and time give
/// the same cost to the last digit, today and years from now.
/// </summary>
internal static class CostFormula
{
    /// <summary>The kinds there are.</summary>
    public const int Lines = 7;

    /// <summary>The cost; null when it is unknown.</summary>
    public static decimal? Cost(in TokenUsage usage, Price price, DateTimeOffset at, string? serviceTier = null)
    {
        if (price.RatesFor(usage.Input, at, serviceTier) is not { } rates)
        {
            return null;
        }

        Span<BillLine> lines = stackalloc BillLine[Lines];
        Fill(usage, rates, lines);
        decimal? sum = 0;
        foreach (var line in lines)
        {
            sum += line.Amount;
        }

        return sum is { } cost ? Plain(cost) : null;
    }

    /// <summary>The terms of the cost, those without tokens left out; null when the price does not know the service tier.</summary>
    public static IReadOnlyList<BillLine>? Terms(in TokenUsage usage, Price price, DateTimeOffset at, string? serviceTier = null)
    {
        if (price.RatesFor(usage.Input, at, serviceTier) is not { } rates)
        {
            return null;
        }

        var lines = new BillLine[Lines];
        Fill(usage, rates, lines);
        return [.. lines.Where(line => line.Tokens > 0)];
    }

    /// <summary>The same amount without zeros at its end.</summary>
    public static decimal Plain(decimal amount) => amount / 1.0000000000000000000000000000m;

    // Audio is part of the uncached input and of the output; cached and written tokens are counted beside them.
    private static void Fill(in TokenUsage usage, Rates rates, Span<BillLine> lines)
    {
        var audioIn = Math.Min(usage.AudioInput, usage.InputUncached);
        var audioOut = Math.Min(usage.AudioOutput, usage.Output);
        var output = usage.Reasoning > 0 ? rates.OutReasoning ?? rates.Out : rates.Out;
        lines[0] = new(TokenKind.Input, usage.InputUncached - audioIn, rates.In);
        lines[1] = new(TokenKind.AudioInput, audioIn, rates.AudioIn ?? rates.In);
        lines[2] = new(TokenKind.CachedInput, usage.CacheRead, rates.CachedIn ?? rates.In);
        lines[3] = new(TokenKind.CacheWrite, usage.CacheWrite, rates.CacheWrite ?? rates.In);
        lines[4] = new(TokenKind.CacheWrite1h, usage.CacheWrite1h, rates.CacheWrite1h);
        lines[5] = new(TokenKind.Output, usage.Output - audioOut, output);
        lines[6] = new(TokenKind.AudioOutput, audioOut, rates.AudioOut ?? output);
    }
}
