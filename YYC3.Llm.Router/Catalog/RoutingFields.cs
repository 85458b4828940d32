using System.Text.Json;
using YYC3.Llm.Router.Routing.Auto;
using YYC3.Llm.Router.Routing.Policies;

namespace YYC3.Llm.Router.Catalog;

/// <summary>Reads the fields of <c>models.json</c> that routing goes by: pure, every fault noted.</summary>
internal static class RoutingFields
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>One policy's name, or several in order: each settles what the ones before it leave equal.</summary>
    public static IReadOnlyList<string> Policies(JsonWalker walk, JsonElement element, string path, PolicyRegistry known)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            return Known(walk, walk.Text(element, path), path, known) is { } one ? [one] : [PriorityPolicy.PolicyName];
        }

        if (element.ValueKind != JsonValueKind.Array)
        {
            walk.Fault(path, "must be a policy's name, or an array of them");
            return [PriorityPolicy.PolicyName];
        }

        var names = new List<string>();
        foreach (var (at, value) in walk.Items(element, path))
        {
            if (Known(walk, walk.Text(value, at), at, known) is not { } name)
            {
                continue;
            }

            if (names.Contains(name, StringComparer.Ordinal))
            {
                walk.Fault(at, $"names '{name}' a second time");
            }
            else if (name == AutoChoice.PolicyName && names.Count > 0)
            {
                walk.Fault(at, $"must come first: '{AutoChoice.PolicyName}' chooses the model, the others settle what it leaves equal");
            }

            names.Add(name);
        }

        if (names.Count == 0)
        {
            walk.Fault(path, "must name at least one policy");
            names.Add(PriorityPolicy.PolicyName);
        }

        return names;
    }

    public static Limits? Limits(JsonWalker walk, JsonElement element, string at)
    {
        long? concurrency = null, queue = null;
        var wait = Catalog.Limits.DefaultWait;
        foreach (var (name, path, value) in walk.Members(element, at))
        {
            switch (name)
            {
                case "concurrency":
                    concurrency = walk.Whole(value, path, 1);
                    break;
                case "queue":
                    queue = walk.Whole(value, path, 0);
                    break;
                case "queueSeconds":
                    wait = TimeSpan.FromSeconds(Math.Min(walk.Number(value, path, 0, 0), LongestWait.TotalSeconds));
                    break;
                default:
                    walk.Unknown(path, "concurrency", "queue", "queueSeconds");
                    break;
            }
        }

        if (concurrency is null && element.ValueKind == JsonValueKind.Object && !element.TryGetProperty("concurrency", out _))
        {
            walk.Fault(JsonWalker.Child(at, "concurrency"), "is missing");
        }

        return concurrency is { } most ? new Limits((int)Math.Min(most, int.MaxValue), (int)Math.Min(queue ?? 0, int.MaxValue), wait) : null;
    }

    /// <summary>What the fields of one model must be to each other.</summary>
    public static void Check(JsonWalker walk, ModelDefinition model, string at, bool hasDeployments)
    {
        var isAuto = model.Policy == AutoChoice.PolicyName;
        if (isAuto && model.Candidates.Count == 0)
        {
            walk.Fault($"{at}.candidates", $"is missing: the policy '{AutoChoice.PolicyName}' chooses among the models listed there");
        }

        if (isAuto && hasDeployments)
        {
            walk.Fault($"{at}.deployments", $"has no meaning beside the policy '{AutoChoice.PolicyName}', which chooses among 'candidates'");
        }

        if (!isAuto && model.Candidates.Count > 0)
        {
            walk.Fault($"{at}.candidates", $"has no meaning without the policy '{AutoChoice.PolicyName}'");
        }

        if (!isAuto && !hasDeployments)
        {
            walk.Fault($"{at}.deployments", "is missing");
        }
    }

    /// <summary>Faults for lists that name models which are not there.</summary>
    public static void References(JsonWalker walk, ModelDefinition model, string at, IReadOnlyDictionary<string, ModelDefinition?> models)
    {
        Check("fallbacks", model.Fallbacks);
        Check("contentFallbacks", model.ContentFallbacks);
        Check("contextFallbacks", model.ContextFallbacks);
        Check("candidates", model.Candidates);
        for (var i = 0; i < model.Candidates.Count; i++)
        {
            if (models.TryGetValue(model.Candidates[i], out var candidate) && candidate?.Policy == AutoChoice.PolicyName)
            {
                walk.Fault($"{at}.candidates[{i}]", $"names '{model.Candidates[i]}', which chooses among candidates itself; list those instead");
            }
        }

        void Check(string field, IReadOnlyList<string> names)
        {
            for (var i = 0; i < names.Count; i++)
            {
                if (!models.ContainsKey(names[i]))
                {
                    walk.Fault($"{at}.{field}[{i}]", $"names '{names[i]}', which is not among the models");
                }
            }
        }
    }

    private static string? Known(JsonWalker walk, string name, string path, PolicyRegistry known)
    {
        if (name.Length == 0)
        {
            return null;
        }

        if (name == AutoChoice.PolicyName || known.Names.Contains(name, StringComparer.Ordinal))
        {
            return name;
        }

        walk.Fault(path, $"is '{name}', which is none of {string.Join(", ", known.Names.Append(AutoChoice.PolicyName).Order(StringComparer.Ordinal))}");
        return null;
    }
}
