using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Rerank;

/// <summary><c>POST /v1/rerank</c>, in the shape that Cohere and Jina share.</summary>
internal static class RerankEndpoints
{
    public static void MapRerank(this IEndpointRouteBuilder routes)
    {
        var relay = routes.ServiceProvider.GetRequiredService<CallRelay>();
        routes.MapPost("/v1/rerank", (RequestDelegate)(context => relay.AnswerAsync(context, Operation.Rerank)));
    }
}
