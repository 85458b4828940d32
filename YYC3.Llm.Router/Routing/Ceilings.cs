using System.Globalization;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Routing.Policies;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Router.Routing;

/// <summary>What a caller lets one call cost at most: header <c>x-yyc3-max-cost</c>, a decimal number. What has no known price is not under any ceiling.</summary>
internal static class Ceilings
{
    /// <summary>The ceiling; null when there is none.</summary>
    /// <param name="headers">The request's.</param>
    /// <param name="refusal">Why the header's value cannot be one.</param>
    public static decimal? Read(IHeaderDictionary headers, out ApiException? refusal)
    {
        refusal = null;
        if (!headers.TryGetValue(CallerHeaders.MaxCost, out var value))
        {
            return null;
        }

        if (decimal.TryParse(value.ToString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ceiling) && ceiling > 0)
        {
            return ceiling;
        }

        refusal = ApiException.BadRequest(CallerHeaders.MaxCost, $"The header {CallerHeaders.MaxCost} must be a number above 0, such as 0.05: what this call may cost at most.", "invalid_max_cost");
        return null;
    }

    public static bool IsUnder(RoutingRequest request, Deployment deployment, decimal ceiling) =>
        request.Prices.EstimateFor(deployment, request.Head) is { } cost && cost <= ceiling;

    public static ApiException Refusal(Model model) => ApiException.BadRequest(
        CallerHeaders.MaxCost,
        $"No deployment of `{model.Name}` has a known price that keeps this call under {CallerHeaders.MaxCost}. Raise it, ask for fewer tokens, or name a cheaper model.",
        "max_cost_exceeded");
}
