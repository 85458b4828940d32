using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Routing.Auto;

/// <summary>How well a model fits what a request needs.</summary>
/// <param name="Lacks">What it lacks, in words for the caller; empty when it fits.</param>
/// <param name="IsSure">Whether it says that it can do what is needed; a model without <c>capabilities</c> does not say.</param>
/// <param name="Language">0 when it lists the question's language, 1 when it lists none, 2 when it lists others.</param>
internal readonly record struct ModelFit(string Lacks, bool IsSure, int Language)
{
    private static readonly (RequestNeeds Need, string Name, string[] Capabilities)[] Known =
    [
        (RequestNeeds.Vision, "vision", ["vision"]),
        (RequestNeeds.Audio, "audio", ["audio"]),
        (RequestNeeds.Files, "files", ["files", "vision"]),
        (RequestNeeds.Tools, "tools", ["tools"]),
        (RequestNeeds.JsonSchema, "json_schema", ["json_schema", "json"]),
        (RequestNeeds.Json, "json", ["json", "json_schema"]),
        (RequestNeeds.Reasoning, "reasoning", ["reasoning"]),
    ];

    public bool Fits => Lacks.Length == 0;

    /// <param name="model">The model.</param>
    /// <param name="head">What the request needs.</param>
    /// <param name="language">The question's language; null when it does not tell.</param>
    /// <param name="isAffordable">Whether it stays under the caller's ceiling.</param>
    public static ModelFit Of(Model model, in RequestHead head, string? language, bool isAffordable)
    {
        var definition = model.Definition;
        var lacks = "";
        var declares = definition.Capabilities.Count > 0;
        if (declares)
        {
            foreach (var (need, name, capabilities) in Known)
            {
                if (head.Needs.HasFlag(need) && !definition.Capabilities.Any(capabilities.Contains))
                {
                    Lack(name);
                }
            }
        }

        if (Lengths.IsTooLong(model, head))
        {
            Lack("length");
        }

        if (definition.MaxOutput is { } most && head.MaxTokens > most)
        {
            Lack("output");
        }

        if (!isAffordable)
        {
            Lack("cost");
        }

        return new ModelFit(
            lacks,
            declares || head.Needs == RequestNeeds.None,
            language is null || definition.Languages.Count == 0 ? 1 : definition.Languages.Contains(language, StringComparer.OrdinalIgnoreCase) ? 0 : 2);

        void Lack(string what) => lacks = lacks.Length == 0 ? what : $"{lacks}+{what}";
    }

    /// <summary>The needs in words: <c>vision</c>, <c>tools</c>, ….</summary>
    public static IEnumerable<string> Names(RequestNeeds needs) => Known
        .Where(known => needs.HasFlag(known.Need) && !(known.Need == RequestNeeds.Json && needs.HasFlag(RequestNeeds.JsonSchema)))
        .Select(known => known.Name);
}
