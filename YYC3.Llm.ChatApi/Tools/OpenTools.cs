using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Responses.Running;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Tools;

/// <summary>The tools of one run.</summary>
internal sealed class OpenTools : IAsyncDisposable
{
    private readonly Dictionary<string, IToolSession> owners = new(StringComparer.Ordinal);
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly List<(string Type, IToolSession Session, string Path)> sessions = [];

    /// <summary>What the model is told of, as Chat Completions' <c>tools</c>.</summary>
    public List<JsonObject> Functions { get; } = [];

    /// <summary>The tools as the response shows them.</summary>
    public List<JsonObject> Shown { get; } = [];

    /// <summary>The tools that are run here, with their types.</summary>
    public IEnumerable<(string Type, IToolSession Session)> Sessions => sessions.Select(session => (session.Type, session.Session));

    /// <summary>Who runs a function; null: the caller does.</summary>
    public IToolSession? OwnerOf(string function) => owners.GetValueOrDefault(function);

    /// <summary>Adds a function of the caller's.</summary>
    /// <param name="function">As Chat Completions has it.</param>
    /// <param name="definition">As the request has it.</param>
    /// <param name="path">Where it stands.</param>
    public void AddFunction(JsonObject function, JsonObject definition, string path)
    {
        Claim(NameOf(function), path);
        Functions.Add(function);
        Shown.Add(FunctionTool.Show(definition));
    }

    /// <summary>Adds a tool that is run here.</summary>
    public void AddSession(string type, IToolSession session, JsonObject definition, string path)
    {
        sessions.Add((type, session, path));
        Shown.AddRange(session.Show(definition));
    }

    /// <summary>Makes all tools ready.</summary>
    /// <param name="items">The history and the request's items.</param>
    /// <param name="state">The response.</param>
    /// <param name="cancellationToken">The run is cancelled.</param>
    /// <exception cref="ApiException">What a tool needs is not there, or two tools have one name.</exception>
    public async Task BeginAsync(IReadOnlyList<JsonObject> items, ResponseState state, CancellationToken cancellationToken)
    {
        foreach (var (_, session, path) in sessions)
        {
            await session.BeginAsync(items, state, cancellationToken);
            foreach (var function in session.Functions)
            {
                Claim(NameOf(function), path);
                owners[NameOf(function)] = session;
                Functions.Add(function);
            }
        }
    }

    /// <summary>Makes sure that what a request forces is there.</summary>
    /// <param name="choice"><c>tool_choice</c>.</param>
    /// <exception cref="ApiException">400: it is wrong, or names a tool that the request does not have.</exception>
    public void CheckChoice(JsonNode? choice)
    {
        var isThere = choice switch
        {
            null => true,
            JsonObject named when named["type"].AsText() == "function" => names.Contains(named["name"].AsText() ?? ""),
            JsonObject allowed when allowed["type"].AsText() == "allowed_tools" => allowed["tools"] is JsonArray,
            JsonObject hosted => sessions.Exists(session => session.Type == hosted["type"].AsText()),
            _ => choice.AsText() is "none" or "auto" || (choice.AsText() == "required" && names.Count + sessions.Count > 0),
        };
        if (!isThere)
        {
            throw ApiException.BadRequest("tool_choice", "Invalid value for 'tool_choice': expected 'none', 'auto', 'required', or a tool that is among 'tools'.", "invalid_value");
        }
    }

    /// <summary>The functions that a choice leaves, and how it is said to Chat Completions.</summary>
    /// <param name="choice"><c>tool_choice</c>.</param>
    public (IReadOnlyList<JsonObject> Functions, JsonNode? Choice) Choose(JsonNode? choice)
    {
        switch (choice)
        {
            case JsonObject named when named["type"].AsText() == "function":
                return (Functions, new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = named["name"].AsText() } });
            case JsonObject allowed when allowed["type"].AsText() == "allowed_tools":
                var listed = (allowed["tools"] as JsonArray ?? []).OfType<JsonObject>().ToList();
                return ([.. Functions.Where(function => listed.Exists(tool => Fits(tool, function)))], allowed["mode"].AsText() ?? "auto");
            case JsonObject hosted:
                return (Functions, sessions.Find(session => session.Type == hosted["type"].AsText()).Session?.Force(hosted));
            default:
                return (Functions, choice?.DeepClone());
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, session, _) in sessions)
        {
            await session.DisposeAsync();
        }
    }

    private bool Fits(JsonObject tool, JsonObject function) => tool["type"].AsText() is not "function" and var type
        ? OwnerOf(NameOf(function)) is { } owner && sessions.Exists(session => session.Session == owner && session.Type == type)
        : tool["name"].AsText() == NameOf(function);

    private static string NameOf(JsonObject function) => ((JsonObject)function["function"]!)["name"].AsText()!;

    private void Claim(string name, string path)
    {
        if (!names.Add(name))
        {
            throw ApiException.BadRequest(path, $"Two tools have the name '{name}'. Give each a name of its own.", "invalid_value");
        }
    }
}
