using System.Text.Json.Nodes;

namespace YYC3.Llm.ChatApi.Personal.Templates;

/// <summary>A template, at one of its versions.</summary>
internal sealed record Template
{
    public required string Id { get; init; }

    /// <summary>Whose it is; null: the whole project's.</summary>
    public string? Owner { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>The newest version.</summary>
    public long Latest { get; init; }

    /// <summary>The version that this is.</summary>
    public long Version { get; init; }

    public required string Body { get; init; }

    /// <summary>The variables, a JSON array of objects with <c>name</c>, <c>type</c>, <c>default</c> and <c>description</c>.</summary>
    public required string Variables { get; init; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public IEnumerable<JsonObject> VariableList => JsonNode.Parse(Variables)!.AsArray().OfType<JsonObject>();
}
