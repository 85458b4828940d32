using System.Text.Json;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects.Anthropic;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Messages;

/// <summary><c>POST /v1/messages</c>, plain and streamed, and <c>POST /v1/messages/count_tokens</c>.</summary>
internal static class MessageEndpoints
{
    private static readonly MessagesFormat Messages = new(Operation.Messages);
    private static readonly MessagesFormat Counting = new(Operation.CountTokens);

    public static IServiceCollection AddMessages(this IServiceCollection services) => services.AddSingleton<ProviderTokenCount>();

    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        var relay = routes.ServiceProvider.GetRequiredService<CallRelay>();
        var catalog = routes.ServiceProvider.GetRequiredService<CatalogStore>();
        var options = routes.ServiceProvider.GetRequiredService<RelayOptions>();
        var providers = routes.ServiceProvider.GetRequiredService<ProviderTokenCount>();
        routes.MapPost("/v1/messages", (RequestDelegate)(context => relay.AnswerAsync(context, Operation.Chat, Messages)));
        routes.MapPost("/v1/messages/count_tokens", (RequestDelegate)(context => CountAsync(context, relay, catalog, providers, options)));
    }

    /// <summary>Asks the provider where it counts itself; counts here otherwise, also where the provider does not answer.</summary>
    private static async Task CountAsync(HttpContext context, CallRelay relay, CatalogStore catalog, ProviderTokenCount providers, RelayOptions options)
    {
        using var body = await RequestBody.ReadAsync(context.Request, options.MaxBodyBytes);
        var head = default(RequestHead);
        var error = body is null ? ApiException.TooLarge(options.MaxBodyBytes, $"{RelayOptions.Section}:{nameof(RelayOptions.MaxBodyBytes)}")
            : RequestScanner.Scan(Operation.CountTokens, body.Memory.Span, out head);
        if (error is not null)
        {
            await ApiError.AnswerAsync(context, error);
            return;
        }

        using var document = JsonText.Parse(body!.Memory.Span);
        var name = document.RootElement.Text("model") ?? "";
        var model = catalog.Current.Find(name);
        if (model is null || !model.IsActive)
        {
            // The relay reads it again: it knows what to say of models that are not there.
            context.Request.Body = new MemoryStream(body.Memory.ToArray());
            context.Request.ContentLength = body.Length;
            await relay.AnswerAsync(context, Operation.CountTokens, Counting);
            return;
        }

        // A copy: a connection may read on when the call has ended.
        var told = await providers.AskAsync(context, Counting, model, body.Memory.ToArray(), head);
        context.Response.Headers[AnswerHeaders.Model] = model.HeaderName;
        context.Response.ContentType = "application/json";
        if (told is not null)
        {
            await context.Response.BodyWriter.WriteAsync(told, context.RequestAborted);
            return;
        }

        var count = TokenCount.Of(document.RootElement);
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteNumber("input_tokens"u8, count);
        json.WriteEndObject();
    }
}
