using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Embeddings;

/// <summary><c>POST /v1/embeddings</c>.</summary>
internal static class EmbeddingEndpoints
{
    public static void MapEmbeddings(this IEndpointRouteBuilder routes)
    {
        var relay = routes.ServiceProvider.GetRequiredService<CallRelay>();
        routes.MapPost("/v1/embeddings", (RequestDelegate)(context => relay.AnswerAsync(context, Operation.Embeddings)));
    }
}
