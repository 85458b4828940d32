using System.Globalization;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Metering;

/// <summary>The cost as callers read it: <c>0.000123 USD</c> in a header, <c>cost=0.000123 currency=USD</c> in a stream's comment.</summary>
internal static class CostText
{
    public const string Header = "x-yyc3-cost";
    private const string Unknown = "unknown";

    public static string OfHeader(Call call) => Measured.Whole(call) is { Cost: { } cost, Currency: var currency, Estimated: var estimated }
        ? string.Create(CultureInfo.InvariantCulture, $"{cost} {currency}{(estimated is null ? "" : " estimated")}")
        : Unknown;

    public static string OfComment(Call call) => Measured.Whole(call) is { Cost: { } cost, Currency: var currency, Estimated: var estimated }
        ? string.Create(CultureInfo.InvariantCulture, $" cost={cost} currency={currency}{(estimated is null ? "" : " estimated=true")}")
        : $" cost={Unknown}";
}
