using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Relay;

/// <summary>Asks a model on the service's own behalf: summaries, facts, titles, suggestions. The call is the caller's on the bill.</summary>
internal sealed class ModelClient(Services services)
{
    private const string Path = "/v1/chat/completions";

    /// <summary>Asks and waits for the whole answer.</summary>
    /// <param name="request">OpenAI's chat completion request.</param>
    /// <param name="caller">Who pays.</param>
    /// <param name="cancellationToken">Ends the call, the provider's too.</param>
    /// <returns>OpenAI's chat completion.</returns>
    /// <exception cref="ApiException">The model refused, or is not there.</exception>
    public async Task<JsonObject> AskAsync(JsonObject request, CallerIdentity caller, CancellationToken cancellationToken)
    {
        using var content = new JsonBody(JsonSerializer.SerializeToUtf8Bytes(request));
        using var answer = await services.Router.SendAsync(HttpMethod.Post, Path, content, caller, cancellationToken);
        try
        {
            var body = JsonNode.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken)) as JsonObject;
            return answer.IsSuccessStatusCode && body is not null ? body : throw Refused((int)answer.StatusCode, body);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException)
        {
            throw services.Router.Down(failure);
        }
    }

    /// <summary>The error that Router answered with, to be told on.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">OpenAI's error body; null when it was none.</param>
    public static ApiException Refused(int status, JsonObject? body)
    {
        var error = body?["error"] as JsonObject;
        return new ApiException(
            status is >= 400 and <= 599 ? status : StatusCodes.Status502BadGateway,
            Text(error, "message") ?? "The model's answer cannot be read. Try again.",
            Text(error, "type") ?? ApiException.Server,
            Text(error, "param"),
            Text(error, "code"));
    }

    private static string? Text(JsonObject? error, string field) => error?[field] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
