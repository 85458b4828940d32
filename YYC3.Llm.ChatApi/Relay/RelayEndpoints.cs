using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Relay;

/// <summary>The endpoints that another service answers as they are.</summary>
internal static class RelayEndpoints
{
    public static void MapRelays(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/models", ToRouter);
        app.MapGet("/v1/models/{**model}", ToRouter);
        app.MapPost("/v1/embeddings", ToRouter);

        app.MapPost("/v1/files", Upload);
        app.MapGet("/v1/files", ToKnowledge);
        app.MapMethods("/v1/files/{id}/{content?}", ["GET", "DELETE"], ToKnowledge);
        app.MapMethods("/v1/vector_stores/{**rest}", ["GET", "POST", "DELETE"], ToKnowledge);
    }

    private static Task ToRouter(HttpContext context) =>
        RelayAsync(context, services => services.Router, limits => (limits.Body, BodyLimits.BodySetting));

    private static Task ToKnowledge(HttpContext context) =>
        RelayAsync(context, services => services.Knowledge, limits => (limits.Body, BodyLimits.BodySetting));

    private static Task Upload(HttpContext context) =>
        RelayAsync(context, services => services.Knowledge, limits => (limits.Upload, BodyLimits.UploadSetting));

    private static async Task RelayAsync(HttpContext context, Func<Services, ServiceClient> service, Func<BodyLimits, (long Bytes, string Setting)> limit)
    {
        var (bytes, setting) = limit(context.RequestServices.GetRequiredService<BodyLimits>());
        using var content = PlainRelay.StreamedBody(context, bytes, setting);
        await PlainRelay.RelayAsync(context, service(context.RequestServices.GetRequiredService<Services>()), content, context.Caller());
    }
}
