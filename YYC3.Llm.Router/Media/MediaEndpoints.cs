using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Media;

/// <summary>Moderations, images and audio: passed through to providers that speak OpenAI's shape.</summary>
internal static class MediaEndpoints
{
    private static readonly Operation[] Operations =
        [Operation.Moderations, Operation.ImageGenerations, Operation.ImageEdits, Operation.Speech, Operation.Transcriptions, Operation.Translations];

    public static void MapMedia(this IEndpointRouteBuilder routes)
    {
        var relay = routes.ServiceProvider.GetRequiredService<CallRelay>();
        foreach (var operation in Operations)
        {
            routes.MapPost($"/v1/{operation.Path}", (RequestDelegate)(context => relay.AnswerAsync(context, operation)));
        }
    }
}
