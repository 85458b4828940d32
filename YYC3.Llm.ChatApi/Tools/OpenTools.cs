using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Tools;

/// <summary>The tools of one run.</summary>
internal sealed class OpenTools
{
    private readonly Dictionary<string, IToolSession> owners = new(StringComparer.Ordinal);
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    /// <summary>What the model is told of, as Chat Completions' <c>tools</c>.</summary>
    public List<JsonObject> Functions { get; } = [];

    /// <summary>The tools that are run here, with their types.</summary>
    public List<(string Type, IToolSession Session)> Sessions { get; } = [];

    /// <summary>Who runs a function; null: the caller does.</summary>
    public IToolSession? OwnerOf(string function) => owners.GetValueOrDefault(function);

    /// <summary>Adds a function of the caller's.</summary>
    public void AddFunction(JsonObject function, string path)
    {
        Claim(NameOf(function), path);
        Functions.Add(function);
    }

    /// <summary>Adds a tool that is run here.</summary>
    public void AddSession(string type, IToolSession session, string path)
    {
        foreach (var function in session.Functions)
        {
            Claim(NameOf(function), path);
            owners[NameOf(function)] = session;
            Functions.Add(function);
        }

        Sessions.Add((type, session));
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
            JsonObject allowed when allowed["type"].AsText() == "allowed_tools" => true,
            JsonObject hosted => Sessions.Exists(session => session.Type == hosted["type"].AsText()),
            _ => choice.AsText() is "none" or "auto" || (choice.AsText() == "required" && names.Count > 0),
        };
        if (!isThere)
        {
            throw ApiException.BadRequest("tool_choice", "Invalid value for 'tool_choice': expected 'none', 'auto', 'required', or a tool that is among 'tools'.", "invalid_value");
        }
    }

    private static string NameOf(JsonObject function) => ((JsonObject)function["function"]!)["name"].AsText()!;

    private void Claim(string name, string path)
    {
        if (!names.Add(name))
        {
            throw ApiException.BadRequest(path, $"Two tools have the name '{name}'. Give each a name of its own.", "invalid_value");
        }
    }
}
