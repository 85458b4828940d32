using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary><c>include</c>: what of an item is shown only when it is asked for.</summary>
/// <param name="asked">The values that were given.</param>
internal sealed class ItemIncludes(IReadOnlySet<string> asked)
{
    /// <summary>The likelihoods of a text's tokens.</summary>
    public const string Logprobs = "message.output_text.logprobs";

    /// <summary>Nothing was asked for.</summary>
    public static readonly ItemIncludes None = new(new HashSet<string>());

    /// <summary>The values that there are.</summary>
    public static readonly string[] Known =
    [
        "file_search_call.results", "web_search_call.results", "web_search_call.action.sources", "message.input_image.image_url", "computer_call_output.output.image_url",
        "code_interpreter_call.outputs", "reasoning.encrypted_content", Logprobs,
    ];

    /// <summary>Reads <c>include</c>, given several times, as <c>include[]</c>, or with commas.</summary>
    /// <exception cref="ApiException">400: one of them is not known.</exception>
    public static ItemIncludes From(IQueryCollection query)
    {
        var asked = query["include"].Concat(query["include[]"]).SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.Ordinal);
        return asked.FirstOrDefault(value => !Known.Contains(value)) is { } wrong
            ? throw ApiException.BadRequest("include", $"Invalid value for 'include': '{wrong}' is not one of {string.Join(", ", Known)}.", "invalid_value")
            : new ItemIncludes(asked);
    }

    /// <summary>The item without what was not asked for; the object itself is changed.</summary>
    public JsonObject Apply(JsonObject item)
    {
        switch (item["type"].AsText())
        {
            case "file_search_call" when !asked.Contains("file_search_call.results"):
                item["results"] = null;
                break;
            case "reasoning" when !asked.Contains("reasoning.encrypted_content"):
                item.Remove("encrypted_content");
                break;
            case "message" when !asked.Contains(Logprobs) && item["content"] is JsonArray parts:
                foreach (var part in parts.OfType<JsonObject>().Where(part => part["type"].AsText() == "output_text"))
                {
                    part["logprobs"] = new JsonArray();
                }

                break;
        }

        return item;
    }
}
