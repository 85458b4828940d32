using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Completions;

/// <summary><c>POST /v1/chat/completions</c>, plain and streamed.</summary>
internal static class CompletionEndpoints
{
    public static void MapCompletions(this IEndpointRouteBuilder routes)
    {
        var relay = routes.ServiceProvider.GetRequiredService<CallRelay>();
        routes.MapPost("/v1/chat/completions", (RequestDelegate)(context => relay.AnswerAsync(context, Operation.Chat)));
    }
}
