using System.Text.Json;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Routing.Policies;

namespace YYC3.Llm.Router.Catalog;

/// <summary>Reads <c>models.json</c>: pure, bytes in, definition or every fault out.</summary>
internal sealed class CatalogReader(DialectRegistry dialects, PolicyRegistry policies)
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The definition, or null when <paramref name="faults"/> has any.</summary>
    public CatalogDefinition? Read(ReadOnlyMemory<byte> json, out IReadOnlyList<CatalogFault> faults)
    {
        var found = new List<CatalogFault>();
        faults = found;
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            var definition = Root(new JsonWalker(found), document.RootElement);
            return found.Count == 0 ? definition : null;
        }
        catch (JsonException e)
        {
            found.Add(new CatalogFault("$", $"is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: {e.Message}"));
            return null;
        }
    }

    private CatalogDefinition Root(JsonWalker walk, JsonElement root)
    {
        var providers = new List<ProviderDefinition>();
        var models = new List<(ModelDefinition Model, string Path)>();
        foreach (var (name, path, value) in walk.Members(root, "$"))
        {
            switch (name)
            {
                case "$schema":
                    break;
                case "providers":
                    providers.AddRange(walk.Members(value, path).Select(entry => Provider(walk, entry.Name, entry.Path, entry.Value)));
                    break;
                case "models":
                    models.AddRange(walk.Members(value, path).Select(entry => (Model(walk, entry.Name, entry.Path, entry.Value), entry.Path)));
                    break;
                default:
                    walk.Unknown(path, "providers", "models");
                    break;
            }
        }

        References(walk, [.. providers.Select(provider => provider.Name), BuiltIn.Offline], models);
        return new CatalogDefinition(providers, [.. models.Select(entry => entry.Model)]);
    }

    private static void References(JsonWalker walk, HashSet<string> providers, List<(ModelDefinition Model, string Path)> models)
    {
        var names = models.Select(entry => entry.Model.Name).Append(BuiltIn.Offline).ToHashSet(StringComparer.Ordinal);
        foreach (var (model, path) in models)
        {
            for (var i = 0; i < model.Deployments.Count; i++)
            {
                var provider = model.Deployments[i].Provider;
                if (provider.Length > 0 && !providers.Contains(provider))
                {
                    walk.Fault($"{path}.deployments[{i}].provider", $"names '{provider}', which is not among the providers ({string.Join(", ", providers)})");
                }
            }

            for (var i = 0; i < model.Fallbacks.Count; i++)
            {
                if (!names.Contains(model.Fallbacks[i]))
                {
                    walk.Fault($"{path}.fallbacks[{i}]", $"names '{model.Fallbacks[i]}', which is not among the models");
                }
            }
        }
    }

    private ProviderDefinition Provider(JsonWalker walk, string provider, string at, JsonElement element)
    {
        string dialect = "", baseUrl = "";
        IReadOnlyList<string> keys = [];
        IReadOnlyList<KeyValuePair<string, string>> headers = [];
        DeadlineOverrides? deadlines = null;
        bool? streamUsage = null;
        foreach (var (name, path, value) in walk.Members(element, at))
        {
            switch (name)
            {
                case "streamUsage":
                    streamUsage = walk.Flag(value, path);
                    break;
                case "dialect":
                    dialect = walk.Text(value, path);
                    OneOf(walk, path, dialect, dialects.Names);
                    break;
                case "baseUrl":
                    baseUrl = walk.Text(value, path);
                    if (!baseUrl.Contains("${", StringComparison.Ordinal) && baseUrl.Length > 0 && !Placeholders.IsBaseUrl(baseUrl))
                    {
                        walk.Fault(path, "must be an absolute http or https URL, for example https://api.openai.com/v1");
                    }

                    break;
                case "keys":
                    keys = walk.Texts(value, path);
                    break;
                case "headers":
                    headers = walk.TextMap(value, path);
                    break;
                case "timeouts":
                    deadlines = Timeouts(walk, path, value);
                    break;
                default:
                    walk.Unknown(path, "dialect", "baseUrl", "keys", "headers", "timeouts", "streamUsage");
                    break;
            }
        }

        if (provider.Length == 0 || provider.Contains('/'))
        {
            walk.Fault(at, "must be named without '/', which parts provider and model in a call");
        }

        Required(walk, at, "dialect", element);
        if (dialects.Find(dialect) is { NeedsBaseUrl: true })
        {
            Required(walk, at, "baseUrl", element);
        }

        return new ProviderDefinition(provider, dialect, baseUrl, keys, headers, deadlines, streamUsage);
    }

    private ModelDefinition Model(JsonWalker walk, string model, string at, JsonElement element)
    {
        string type = ModelTypes.Chat, policy = PriorityPolicy.PolicyName;
        IReadOnlyList<string> fallbacks = [], capabilities = [];
        IReadOnlyList<DeploymentDefinition> deployments = [];
        long? contextWindow = null, maxOutput = null;
        foreach (var (name, path, value) in walk.Members(element, at))
        {
            switch (name)
            {
                case "type":
                    type = walk.Text(value, path);
                    OneOf(walk, path, type, ModelTypes.All);
                    break;
                case "policy":
                    policy = walk.Text(value, path);
                    OneOf(walk, path, policy, policies.Names);
                    break;
                case "fallbacks":
                    fallbacks = walk.Texts(value, path);
                    break;
                case "capabilities":
                    capabilities = walk.Texts(value, path);
                    break;
                case "contextWindow":
                    contextWindow = walk.Whole(value, path, 1);
                    break;
                case "maxOutput":
                    maxOutput = walk.Whole(value, path, 1);
                    break;
                case "deployments":
                    deployments = [.. walk.Items(value, path).Select(item => Deployment(walk, item.Path, item.Value))];
                    if (deployments.Count == 0)
                    {
                        walk.Fault(path, "must hold at least one deployment");
                    }

                    break;
                default:
                    walk.Unknown(path, "type", "policy", "fallbacks", "capabilities", "contextWindow", "maxOutput", "deployments");
                    break;
            }
        }

        if (model.Length == 0 || model.Any(char.IsControl))
        {
            walk.Fault(at, "must be named without control characters");
        }

        Required(walk, at, "deployments", element);
        return new ModelDefinition(model, type, policy, fallbacks, deployments, capabilities, contextWindow, maxOutput)
        {
            IsTyped = element.ValueKind == JsonValueKind.Object && element.TryGetProperty("type", out _),
        };
    }

    private static DeploymentDefinition Deployment(JsonWalker walk, string at, JsonElement element)
    {
        string provider = "", model = "";
        var weight = 1d;
        var priority = 0L;
        IReadOnlyList<KeyValuePair<string, string>> headers = [], body = [];
        DeadlineOverrides? deadlines = null;
        bool? streamUsage = null;
        foreach (var (name, path, value) in walk.Members(element, at))
        {
            switch (name)
            {
                case "streamUsage":
                    streamUsage = walk.Flag(value, path);
                    break;
                case "provider":
                    provider = walk.Text(value, path);
                    break;
                case "model":
                    model = walk.Text(value, path);
                    break;
                case "weight":
                    weight = walk.Number(value, path, 0, weight);
                    break;
                case "priority":
                    priority = Math.Min(walk.Whole(value, path, 0) ?? 0, int.MaxValue);
                    break;
                case "headers":
                    headers = walk.TextMap(value, path);
                    break;
                case "body":
                    body = [.. walk.Members(value, path).Select(member => KeyValuePair.Create(member.Name, member.Value.GetRawText()))];
                    if (body.Any(field => field.Key is "model" or "messages" or "input" or "stream"))
                    {
                        walk.Fault(path, "cannot set model, messages, input or stream");
                    }

                    break;
                case "timeouts":
                    deadlines = Timeouts(walk, path, value);
                    break;
                default:
                    walk.Unknown(path, "provider", "model", "weight", "priority", "headers", "body", "timeouts", "streamUsage");
                    break;
            }
        }

        Required(walk, at, "provider", element);
        Required(walk, at, "model", element);
        return new DeploymentDefinition(provider, model, weight, (int)priority, headers, body, deadlines, streamUsage);
    }

    private static DeadlineOverrides Timeouts(JsonWalker walk, string at, JsonElement element)
    {
        TimeSpan? connect = null, firstToken = null, idle = null, total = null;
        foreach (var (name, path, value) in walk.Members(element, at))
        {
            var seconds = walk.Number(value, path, 0.001, 1);
            var time = TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(1).TotalSeconds));
            switch (name)
            {
                case "connect":
                    connect = time;
                    break;
                case "firstToken":
                    firstToken = time;
                    break;
                case "idle":
                    idle = time;
                    break;
                case "total":
                    total = time;
                    break;
                default:
                    walk.Unknown(path, "connect", "firstToken", "idle", "total");
                    break;
            }
        }

        return new DeadlineOverrides(connect, firstToken, idle, total);
    }

    private static void OneOf(JsonWalker walk, string path, string value, IEnumerable<string> known)
    {
        if (value.Length > 0 && !known.Contains(value, StringComparer.Ordinal))
        {
            walk.Fault(path, $"is '{value}', which is none of {string.Join(", ", known)}");
        }
    }

    private static void Required(JsonWalker walk, string at, string name, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object && !element.TryGetProperty(name, out _))
        {
            walk.Fault(JsonWalker.Child(at, name), "is missing");
        }
    }
}
