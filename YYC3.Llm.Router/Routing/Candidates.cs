using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Routing;

/// <summary>Whom to ask, in which order: a pure function of the model (a snapshot's), the live state and the randomness given.</summary>
internal static class Candidates
{
    /// <summary>
    /// The model's own deployments as its policy orders them, each with its keys from a random one on, then its fallbacks' likewise.
    /// What cools down is asked last instead of never: when nothing else is left, the provider itself says whether it is ready again.
    /// </summary>
    public static Candidate[] Order(Model model, LiveState live, Func<double> random)
    {
        if (model.Only is { } only)
        {
            return only;
        }

        var ready = new List<Candidate>();
        List<Candidate>? cooling = null;
        Add(model);
        foreach (var fallback in model.Chain)
        {
            Add(fallback);
        }

        if (cooling is not null)
        {
            ready.AddRange(cooling);
        }

        return [.. ready];

        void Add(Model from)
        {
            foreach (var deployment in from.Active.Length > 1 ? from.Policy.Order(from.Active, random) : from.Active)
            {
                var keys = deployment.Provider.Keys;
                var first = keys.Count > 1 ? (int)(random() * keys.Count) : 0;
                for (var i = 0; i < Math.Max(keys.Count, 1); i++)
                {
                    var candidate = new Candidate(deployment, keys.Count == 0 ? null : keys[(first + i) % keys.Count]);
                    if (live.IsCooling(candidate))
                    {
                        (cooling ??= []).Add(candidate);
                    }
                    else
                    {
                        ready.Add(candidate);
                    }
                }
            }
        }
    }
}
