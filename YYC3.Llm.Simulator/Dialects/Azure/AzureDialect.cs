using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects.OpenAi;
using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.Azure;

/// <summary>OpenAI's wire at Azure: the deployment in the path, an <c>api-version</c>, and the key in a header of its own.</summary>
internal sealed class AzureDialect(AnswerRegistry answers, TimeProvider time) : IDialect
{
    /// <inheritdoc/>
    public string Name => "azure";

    /// <inheritdoc/>
    public string BasePath => "/azure";

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes, Exchange exchange)
    {
        var errors = new AzureErrors();
        var created = time.GetUtcNow().ToUnixTimeSeconds();
        var flavour = new OpenAiFlavour { Authorize = Keyed };
        var chat = new OpenAiChat(answers, errors, created, flavour with
        {
            Authorize = Versioned,
            PathModel = static request => (string)request.RouteValues["model"]!,
        });
        var chatV1 = new OpenAiChat(answers, errors, created, flavour);
        var embeddings = new CompatibleEmbeddings(errors, Versioned, dimensions: 1536, takesDimensions: true);
        var embeddingsV1 = new CompatibleEmbeddings(errors, Keyed, dimensions: 1536, takesDimensions: true);
        routes.MapPost("/azure/openai/deployments/{model}/chat/completions", context => exchange.ServeAsync(context, chat));
        routes.MapPost("/azure/openai/deployments/{model}/embeddings", context => exchange.ServeAsync(context, embeddings));
        routes.MapPost("/azure/openai/v1/chat/completions", context => exchange.ServeAsync(context, chatV1));
        routes.MapPost("/azure/openai/v1/embeddings", context => exchange.ServeAsync(context, embeddingsV1));
    }

    // The unversioned paths also take a bearer token.
    private static SimulatedError? Keyed(HttpRequest request, string? apiKey) =>
        request.Headers.ContainsKey("api-key") ? Credentials.NeedHeader(request, "api-key", apiKey) : Credentials.NeedBearer(request, apiKey);

    private static SimulatedError? Versioned(HttpRequest request, string? apiKey) =>
        Keyed(request, apiKey) ?? (request.Query["api-version"].Count > 0 ? null : SimulatedError.OfStatus(404) with { Message = "Resource not found: the query parameter api-version is missing." });
}
