using System.Text;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Routing.Policies;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Routing.Auto;

/// <summary>
/// Chooses the model by what a request needs: of a model's <c>candidates</c> those that fit, first the ones that say they can do what is
/// needed, then by the question's language, then by the policies named after <c>auto</c> (each model's best deployment counts), then in the
/// file's order. What does not fit is not asked. Pure.
/// </summary>
internal static class AutoChoice
{
    public const string PolicyName = "auto";

    private const int MostTold = 8;

    /// <summary>The models to ask, in order.</summary>
    /// <param name="model">The one whose candidates are chosen among.</param>
    /// <param name="body">The request.</param>
    /// <param name="request">What is known of it.</param>
    /// <param name="ceiling">What it may cost; null for no bound.</param>
    /// <param name="note">Why.</param>
    /// <param name="refusal">Why none fits.</param>
    public static List<Model> Choose(Model model, ReadOnlySpan<byte> body, RoutingRequest request, decimal? ceiling, out RouteNote? note, out ApiException? refusal)
    {
        var language = MessageLanguage.Of(body, request.Head);
        var fitting = new List<(Model Model, ModelFit Fit, double[] Ranks)>();
        var passed = new List<(Model Model, string Lacks)>();
        foreach (var choice in model.Choices)
        {
            var fit = ModelFit.Of(choice, request.Head, language, ceiling is not { } most || Array.Exists(choice.Active, deployment => Ceilings.IsUnder(request, deployment, most)));
            if (fit.Fits)
            {
                fitting.Add((choice, fit, Ranks(choice, model.Policies, request)));
            }
            else
            {
                passed.Add((choice, fit.Lacks));
            }
        }

        refusal = fitting.Count > 0 ? null : Refuse(model, passed);
        note = fitting.Count > 0 ? new RouteNote(Reason(request.Head, language, passed)) : null;
        return [.. fitting
            .OrderBy(entry => !entry.Fit.IsSure)
            .ThenBy(entry => entry.Fit.Language)
            .ThenBy(entry => entry.Ranks, Comparer<double[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b)))
            .Select(entry => entry.Model)];
    }

    private static double[] Ranks(Model choice, IRoutingPolicy[] policies, RoutingRequest request)
    {
        var ranks = new double[policies.Length];
        Span<double> each = new double[choice.Active.Length];
        for (var i = 0; i < policies.Length; i++)
        {
            policies[i].Rank(choice.Active, request, each);
            var best = double.PositiveInfinity;
            foreach (var rank in each)
            {
                best = Math.Min(best, rank);
            }

            ranks[i] = best;
        }

        return ranks;
    }

    private static string Reason(in RequestHead head, string? language, List<(Model Model, string Lacks)> passed)
    {
        var reason = new StringBuilder(PolicyName);
        var needs = string.Join(',', ModelFit.Names(head.Needs));
        reason.Append("; needs=").Append(needs.Length == 0 ? "text" : needs);
        if (language is not null)
        {
            reason.Append("; language=").Append(language);
        }

        reason.Append("; tokens=").Append(head.PromptTokens);
        if (passed.Count > 0)
        {
            reason.Append("; passed=").AppendJoin(',', passed.Take(MostTold).Select(entry => $"{entry.Model.HeaderName}:{entry.Lacks}"));
        }

        return reason.ToString();
    }

    private static ApiException Refuse(Model model, List<(Model Model, string Lacks)> passed)
    {
        var told = string.Join(", ", passed.Take(MostTold).Select(entry => $"{entry.Model.Name} ({entry.Lacks})"));
        var costs = passed.Count > 0 && passed.TrueForAll(entry => entry.Lacks == "cost");
        return costs
            ? Ceilings.Refusal(model)
            : ApiException.BadRequest("model", $"None of the models that `{model.Name}` chooses among can do what this request needs; each lacks: {told}. Ask for less, or have a model that can added to its candidates.", "no_model_fits");
    }
}
