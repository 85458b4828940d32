using System.Text.Json.Nodes;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Inputs;

/// <summary>Turns content parts of the Responses API into those that models take: uploaded files are read, allowed addresses fetched.</summary>
internal interface IInputParts
{
    /// <summary>One part of a message or of a tool's result, as Chat Completions has it.</summary>
    /// <param name="part">The part: <c>input_text</c>, <c>input_image</c>, <c>input_file</c>, <c>input_audio</c>, <c>output_text</c>, <c>refusal</c>.</param>
    /// <param name="param">Where it stands, such as <c>input[0].content[1]</c>, for errors.</param>
    /// <param name="caller">Whose files.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">400: the part is wrong, too large, or from a host that is not allowed. 404: no such file.</exception>
    ValueTask<JsonObject> ResolveAsync(JsonObject part, string param, CallerIdentity caller, CancellationToken cancellationToken);
}
