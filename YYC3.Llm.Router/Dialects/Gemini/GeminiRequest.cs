using System.Text.Json;
using YYC3.Llm.Router.Dialects.Translating;

namespace YYC3.Llm.Router.Dialects.Gemini;

/// <summary>Writes a GenerateContentRequest for a chat request.</summary>
internal static class GeminiRequest
{
    public static Failure? Write(Utf8JsonWriter json, JsonElement root, CallerRequest request, RequestWarnings warnings)
    {
        var model = GeminiModel.Of(request.Deployment.UpstreamModel);
        Asked.Warn(root, DialectNames.Gemini, warnings, "logit_bias", "prediction", "audio", "web_search_options", "verbosity");
        if (Json.Given(root, "parallel_tool_calls", out var parallel) && parallel.ValueKind == JsonValueKind.False)
        {
            warnings.Add("parallel_tool_calls dropped: gemini does not accept it");
        }

        return GeminiContents.Write(json, root, model)
            ?? GeminiTools.Write(json, root, warnings)
            ?? GeminiConfig.Write(json, root, model, warnings);
    }
}
