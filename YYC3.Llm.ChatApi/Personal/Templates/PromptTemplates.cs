using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.SemanticKernel;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Personal.Templates;

/// <summary>Fills templates, in Semantic Kernel's syntax: <c>{{$name}}</c>. Functions are not called from templates.</summary>
internal sealed partial class PromptTemplates(TemplateStore store)
{
    // The text goes into instructions as it is, and is no markup that a variable could break out of.
    private static readonly KernelPromptTemplateFactory Factory = new() { AllowDangerouslySetContent = true };
    private static readonly Kernel NoFunctions = new();

    /// <summary>A template's text with its variables.</summary>
    /// <param name="whose">The person.</param>
    /// <param name="id">The template.</param>
    /// <param name="version">Its version; null: the newest.</param>
    /// <param name="variables">Values by name; those that are left out have their defaults.</param>
    /// <param name="param">The field that asks for it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">404: there is no such template or version. 400: a variable is missing, unknown or of a wrong type.</exception>
    public async Task<string> RenderAsync(Whose whose, string id, long? version, JsonObject variables, string param, CancellationToken cancellationToken)
    {
        var template = await store.FindAsync(whose, id, version, cancellationToken)
            ?? throw ApiException.NotFound("template", version is null ? id : $"{id}, version {version}", $"{param}.id");
        return await RenderAsync(template, variables, param, cancellationToken);
    }

    /// <inheritdoc cref="RenderAsync(Whose, string, long?, JsonObject, string, CancellationToken)"/>
    public static async Task<string> RenderAsync(Template template, JsonObject variables, string param, CancellationToken cancellationToken)
    {
        var declared = template.VariableList.ToDictionary(variable => variable["name"].AsText()!, StringComparer.Ordinal);
        if (variables.FirstOrDefault(entry => !declared.ContainsKey(entry.Key)) is { Key: { } unknown })
        {
            throw ApiException.BadRequest($"{param}.variables.{unknown}", $"The template '{template.Id}' has no variable '{unknown}'. It has: {string.Join(", ", declared.Keys)}.", "invalid_value");
        }

        var arguments = new KernelArguments();
        foreach (var (name, variable) in declared)
        {
            var value = variables[name] ?? variable["default"] ?? throw ApiException.BadRequest($"{param}.variables.{name}", $"The variable '{name}' of the template '{template.Id}' is missing.", "missing_required_parameter");
            arguments[name] = Fits(value, variable["type"].AsText())
                ? value.AsText() ?? value.ToJsonString()
                : throw ApiException.BadRequest($"{param}.variables.{name}", $"The variable '{name}' of the template '{template.Id}' must be a {variable["type"].AsText()}.", "invalid_type");
        }

        return await Parse(template.Body).RenderAsync(NoFunctions, arguments, cancellationToken);
    }

    /// <summary>Makes sure that a text is a template, and that it asks for declared variables only.</summary>
    /// <exception cref="ApiException">400: it is none.</exception>
    public static async Task CheckAsync(string body, IEnumerable<JsonObject> variables, CancellationToken cancellationToken)
    {
        var arguments = new KernelArguments(variables.ToDictionary(variable => variable["name"].AsText()!, _ => (object?)"", StringComparer.Ordinal));
        if (Used().Matches(body).Select(match => match.Groups["v"].Value).FirstOrDefault(name => !arguments.ContainsName(name)) is { } unknown)
        {
            throw ApiException.BadRequest("body", $"'body' uses the variable '{unknown}', which is not among 'variables'.", "invalid_value");
        }

        try
        {
            await Parse(body).RenderAsync(NoFunctions, arguments, cancellationToken);
        }
        catch (Exception failure) when (failure is KernelException or ArgumentException or KeyNotFoundException)
        {
            throw ApiException.BadRequest("body", $"'body' is no template: {failure.Message} Variables are written {{{{$name}}}}; functions are not called from templates.", "invalid_value");
        }
    }

    /// <summary>Whether a value is of a variable's type.</summary>
    public static bool Fits(JsonNode value, string? type) => (type, value.GetValueKind()) switch
    {
        ("number", JsonValueKind.Number) or ("boolean", JsonValueKind.True or JsonValueKind.False) or ("string", JsonValueKind.String) => true,
        _ => false,
    };

    [GeneratedRegex(@"\{\{\s*\$(?<v>\w+)", RegexOptions.CultureInvariant, 200)]
    private static partial Regex Used();

    private static IPromptTemplate Parse(string body) => Factory.Create(new PromptTemplateConfig(body));
}
