using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Context;

/// <summary>What Router's catalog says of models; remembered for a minute.</summary>
internal sealed class ModelFacts(Services services, IOptions<ContextOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private const int MostRemembered = 1000;

    // Router's own model, which quotes from its prompt and does nothing else. Of other models that nobody describes, it is tried.
    private const string Offline = "offline";

    private readonly ConcurrentDictionary<string, (ModelFact Fact, long ReadAt)> known = new(StringComparer.Ordinal);

    /// <summary>What is known of a model; the setting's window where the catalog says none.</summary>
    public async Task<ModelFact> OfAsync(string model, CallerIdentity caller, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(model, out var remembered) && time.GetElapsedTime(remembered.ReadAt) < Fresh)
        {
            return remembered.Fact;
        }

        var fact = await ReadAsync(model, caller, cancellationToken);
        if (known.Count >= MostRemembered)
        {
            known.Clear();
        }

        known[model] = (fact, time.GetTimestamp());
        return fact;
    }

    private async Task<ModelFact> ReadAsync(string model, CallerIdentity caller, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await services.Router.SendAsync(HttpMethod.Get, $"/v1/models/{string.Join('/', model.Split('/').Select(Uri.EscapeDataString))}", null, caller, cancellationToken);
            var body = answer.IsSuccessStatusCode ? JsonNode.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken)) as JsonObject : null;
            return new ModelFact(
                Number(body?["context_window"]) ?? options.Value.UnknownWindow,
                Number(body?["max_output_tokens"]),
                body?["capabilities"] is JsonArray capabilities ? capabilities.Any(capability => capability.AsText() == "tools") : body?["owned_by"].AsText() != Offline);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or System.Text.Json.JsonException or ApiException)
        {
            return new ModelFact(options.Value.UnknownWindow, null, true); // The call itself will say what is wrong.
        }
    }

    private static int? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue(out long number) && number > 0 ? (int)Math.Min(number, int.MaxValue) : null;
}
