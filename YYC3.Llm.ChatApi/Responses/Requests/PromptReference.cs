using System.Globalization;
using System.Text.Json.Nodes;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Responses.Requests;

/// <summary><c>prompt</c>: a template with its variables.</summary>
/// <param name="Id">The template.</param>
/// <param name="Version">Its version; null: the newest.</param>
/// <param name="Variables">Values by name.</param>
/// <param name="Json">As the caller gave it.</param>
internal sealed record PromptReference(string Id, long? Version, JsonObject Variables, JsonObject Json)
{
    /// <summary>Reads the field; null when it is left out.</summary>
    /// <exception cref="ApiException">400: it is wrong.</exception>
    public static PromptReference? Read(Fields request)
    {
        if (request.Object("prompt") is not { } json)
        {
            return null;
        }

        var fields = new Fields(json, "prompt");
        var version = fields.Text("version");
        return new PromptReference(
            fields.Id("id") ?? throw ApiException.BadRequest("prompt.id", "Missing required parameter: 'prompt.id'.", "missing_required_parameter"),
            version is null ? null
                : long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
                : throw ApiException.BadRequest("prompt.version", "Invalid value for 'prompt.version': expected a version's number.", "invalid_value"),
            fields.Object("variables") ?? [],
            json);
    }
}
