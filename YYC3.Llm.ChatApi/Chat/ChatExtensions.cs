using YYC3.Llm.ChatApi.Grounding;

namespace YYC3.Llm.ChatApi.Chat;

/// <summary>Chat completions, with retrieval where a call asks for it.</summary>
internal static class ChatExtensions
{
    public static WebApplicationBuilder AddChat(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<KnowledgeSearch>()
            .AddSingleton<GroundedChat>()
            .AddSingleton<ChatCompletions>();
        return builder;
    }

    public static void MapChat(this WebApplication app)
    {
        app.MapPost("/v1/chat/completions", app.Services.GetRequiredService<ChatCompletions>().HandleAsync);
    }
}
