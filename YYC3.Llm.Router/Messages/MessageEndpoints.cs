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

    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        var relay = routes.ServiceProvider.GetRequiredService<CallRelay>();
        var catalog = routes.ServiceProvider.GetRequiredService<CatalogStore>();
        var options = routes.ServiceProvider.GetRequiredService<RelayOptions>();
        routes.MapPost("/v1/messages", (RequestDelegate)(context => relay.AnswerAsync(context, Operation.Chat, Messages)));
        routes.MapPost("/v1/messages/count_tokens", (RequestDelegate)(context => CountAsync(context, relay, catalog, options)));
    }

    /// <summary>Asks the provider where it counts itself; counts here otherwise.</summary>
    private static async Task CountAsync(HttpContext context, CallRelay relay, CatalogStore catalog, RelayOptions options)
    {
        using var body = await RequestBody.ReadAsync(context.Request, options.MaxBodyBytes);
        var error = body is null ? ApiException.TooLarge(options.MaxBodyBytes, $"{RelayOptions.Section}:{nameof(RelayOptions.MaxBodyBytes)}")
            : RequestScanner.Scan(Operation.CountTokens, body.Memory.Span, out _);
        if (error is not null)
        {
            await ApiError.AnswerAsync(context, error);
            return;
        }

        using var document = JsonText.Parse(body!.Memory.Span);
        var name = document.RootElement.Text("model") ?? "";
        var model = catalog.Current.Find(name);
        if (model is null || !model.IsActive || Array.Exists(model.Active, deployment => deployment.Endpoint(Operation.CountTokens, stream: false) is not null))
        {
            // The relay reads it again: it knows what to say of models that are not there, too.
            context.Request.Body = new MemoryStream(body.Memory.ToArray());
            context.Request.ContentLength = body.Length;
            await relay.AnswerAsync(context, Operation.CountTokens, Counting);
            return;
        }

        var count = TokenCount.Of(document.RootElement);
        context.Response.Headers[AnswerHeaders.Model] = model.HeaderName;
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteNumber("input_tokens"u8, count);
        json.WriteEndObject();
    }
}
