using YYC3.Llm.ChatApi.ApiDocument;

namespace YYC3.Llm.ChatApi.Messages;

/// <summary>Anthropic's API, for its SDKs and the agents built on them: set their base URL to this installation's address without <c>/v1</c>.</summary>
internal static class MessagesExtensions
{
    private const string Tag = "Messages";

    private const string Description = """
        Every chat model answers here, streamed too, with tools, images and thinking. A deployment that speaks Messages itself gets the request as it came,
        with `anthropic-beta` and `anthropic-version`; for the others it becomes a chat completion. Send the key as `x-api-key` or as a bearer token.
        Errors have Anthropic's form.
        """;

    public static WebApplicationBuilder AddMessages(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Messages>();
        return builder;
    }

    public static WebApplication MapMessages(this WebApplication app)
    {
        var messages = app.Services.GetRequiredService<Messages>();
        app.MapPost("/v1/messages", messages.HandleAsync)
            .Documented(Tag, "Ask a model in Anthropic's API", "Anthropic's message, or its events", "Anthropic's Messages request", Description, streams: true);
        app.MapPost("/v1/messages/count_tokens", messages.CountAsync)
            .Documented(
                Tag,
                "Count a message's tokens",
                "`{\"input_tokens\":…}`: the provider's own count where it speaks Messages, else one in a common vocabulary",
                "Anthropic's Messages request, without `max_tokens`");
        return app;
    }
}
