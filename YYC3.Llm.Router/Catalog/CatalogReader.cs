using System.Text.Json;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Metering.Prices;
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
        foreach (var (model, path) in models)
        {
            for (var i = 0; i < model.Deployments.Count; i++)
            {
                var deployment = model.Deployments[i];
                if (deployment.Fields is { } edits && dialects.Find(providers.Find(provider => provider.Name == deployment.Provider)?.Dialect ?? "") is { } dialect)
                {
                    DialectSettings.Check(walk, $"{path}.deployments[{i}]", dialect, null, null, edits);
                }
            }
        }

        return new CatalogDefinition(providers, [.. models.Select(entry => entry.Model)]);
    }

    private static void References(JsonWalker walk, HashSet<string> providers, List<(ModelDefinition Model, string Path)> models)
    {
        var byName = new Dictionary<string, ModelDefinition?>(StringComparer.Ordinal) { [BuiltIn.Offline] = null };
        foreach (var (model, _) in models)
        {
            byName[model.Name] = model;
        }

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

            RoutingFields.References(walk, model, path, byName);
        }
    }

    private ProviderDefinition Provider(JsonWalker walk, string provider, string at, JsonElement element)
    {
        string dialect = "", baseUrl = "";
        IReadOnlyList<string> keys = [];
        IReadOnlyList<KeyValuePair<string, string>> headers = [];
        DeadlineOverrides? deadlines = null;
        Limits? limits = null;
        bool? streamUsage = null;
        var enabled = true;
        string? auth = null, apiVersion = null;
        var edits = FieldEdits.None;
        foreach (var (name, path, value) in walk.Members(element, at))
        {
            switch (name)
            {
                case "enabled":
                    enabled = walk.Flag(value, path) ?? true;
                    break;
                case "limits":
                    limits = RoutingFields.Limits(walk, value, path);
                    break;
                case "streamUsage":
                    streamUsage = walk.Flag(value, path);
                    break;
                case "auth":
                    auth = walk.Text(value, path);
                    break;
                case "apiVersion":
                    apiVersion = walk.Text(value, path);
                    break;
                case "drop":
                    edits = edits with { Drop = FieldEditsReader.Drop(walk, path, value) };
                    break;
                case "rename":
                    edits = edits with { Rename = FieldEditsReader.Rename(walk, path, value) };
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
                    deadlines = TimeoutFields.Read(walk, path, value);
                    break;
                default:
                    walk.Unknown(path, "dialect", "baseUrl", "keys", "headers", "timeouts", "limits", "streamUsage", "enabled", "auth", "apiVersion", "drop", "rename");
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

        if (dialects.Find(dialect) is { } speaks)
        {
            DialectSettings.Check(walk, at, speaks, auth, apiVersion, edits);
        }

        return new ProviderDefinition(provider, dialect, baseUrl, keys, headers, deadlines, streamUsage, auth, apiVersion, edits.IsEmpty ? null : edits) { Limits = limits, Enabled = enabled };
    }

    private ModelDefinition Model(JsonWalker walk, string model, string at, JsonElement element)
    {
        var type = ModelTypes.Chat;
        string? sticky = null;
        IReadOnlyList<string> fallbacks = [], capabilities = [], candidates = [], contentFallbacks = [], contextFallbacks = [], languages = [], policy = [PriorityPolicy.PolicyName];
        IReadOnlyList<DeploymentDefinition> deployments = [];
        var hasDeployments = false;
        long? contextWindow = null, maxOutput = null, dimensions = null;
        var enabled = true;
        IReadOnlyList<Price>? prices = null;
        foreach (var (name, path, value) in walk.Members(element, at))
        {
            switch (name)
            {
                case "type":
                    type = walk.Text(value, path);
                    OneOf(walk, path, type, ModelTypes.All);
                    break;
                case "policy":
                    policy = RoutingFields.Policies(walk, value, path, policies);
                    break;
                case "sticky":
                    sticky = walk.Text(value, path);
                    OneOf(walk, path, sticky, StickyUnits.All);
                    break;
                case "candidates":
                    candidates = walk.Texts(value, path);
                    break;
                case "contentFallbacks":
                    contentFallbacks = walk.Texts(value, path);
                    break;
                case "contextFallbacks":
                    contextFallbacks = walk.Texts(value, path);
                    break;
                case "languages":
                    languages = walk.Texts(value, path);
                    break;
                case "fallbacks":
                    fallbacks = walk.Texts(value, path);
                    break;
                case "capabilities":
                    capabilities = walk.Texts(value, path);
                    break;
                case "enabled":
                    enabled = walk.Flag(value, path) ?? true;
                    break;
                case "dimensions":
                    dimensions = walk.Whole(value, path, 1);
                    break;
                case "contextWindow":
                    contextWindow = walk.Whole(value, path, 1);
                    break;
                case "prices":
                    prices = PriceJson.Read(walk, value, path);
                    break;
                case "maxOutput":
                    maxOutput = walk.Whole(value, path, 1);
                    break;
                case "deployments":
                    hasDeployments = true;
                    deployments = [.. walk.Items(value, path).Select(item => Deployment(walk, item.Path, item.Value))];
                    if (deployments.Count == 0)
                    {
                        walk.Fault(path, "must hold at least one deployment");
                    }

                    break;
                default:
                    walk.Unknown(path, "type", "policy", "sticky", "candidates", "fallbacks", "contentFallbacks", "contextFallbacks", "capabilities", "languages", "contextWindow", "maxOutput", "dimensions", "enabled", "prices", "deployments");
                    break;
            }
        }

        if (model.Length == 0 || model.Any(char.IsControl))
        {
            walk.Fault(at, "must be named without control characters");
        }

        var definition = new ModelDefinition(model, type, policy[0], fallbacks, deployments, capabilities, contextWindow, maxOutput)
        {
            ThenBy = [.. policy.Skip(1)],
            Sticky = sticky,
            Candidates = candidates,
            ContentFallbacks = contentFallbacks,
            ContextFallbacks = contextFallbacks,
            Languages = languages,
            Enabled = enabled,
            Dimensions = dimensions,
            Prices = prices,
            IsTyped = element.ValueKind == JsonValueKind.Object && element.TryGetProperty("type", out _),
        };
        if (element.ValueKind == JsonValueKind.Object)
        {
            RoutingFields.Check(walk, definition, at, hasDeployments);
        }

        return definition;
    }

    private static DeploymentDefinition Deployment(JsonWalker walk, string at, JsonElement element)
    {
        string provider = "", model = "";
        var weight = 1d;
        var priority = 0L;
        IReadOnlyList<KeyValuePair<string, string>> headers = [], body = [];
        IReadOnlyList<Price>? prices = null;
        DeadlineOverrides? deadlines = null;
        Limits? limits = null;
        bool? streamUsage = null;
        var edits = FieldEdits.None;
        foreach (var (name, path, value) in walk.Members(element, at))
        {
            switch (name)
            {
                case "limits":
                    limits = RoutingFields.Limits(walk, value, path);
                    break;
                case "streamUsage":
                    streamUsage = walk.Flag(value, path);
                    break;
                case "drop":
                    edits = edits with { Drop = FieldEditsReader.Drop(walk, path, value) };
                    break;
                case "rename":
                    edits = edits with { Rename = FieldEditsReader.Rename(walk, path, value) };
                    break;
                case "provider":
                    provider = walk.Text(value, path);
                    break;
                case "model":
                    model = walk.Text(value, path);
                    break;
                case "prices":
                    prices = PriceJson.Read(walk, value, path);
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
                    deadlines = TimeoutFields.Read(walk, path, value);
                    break;
                default:
                    walk.Unknown(path, "provider", "model", "weight", "priority", "headers", "body", "timeouts", "limits", "streamUsage", "drop", "rename", "prices");
                    break;
            }
        }

        Required(walk, at, "provider", element);
        Required(walk, at, "model", element);
        return new DeploymentDefinition(provider, model, weight, (int)priority, headers, body, deadlines, streamUsage, edits.IsEmpty ? null : edits) { Limits = limits, Prices = prices };
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
