using YYC3.Llm.ChatApi.Responses;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>Conversations: a tree of items with a title, found again by what was said in them.</summary>
internal static class ConversationsExtensions
{
    private const string Section = "Conversations";

    public static WebApplicationBuilder AddConversations(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ConversationOptions>().BindConfiguration(Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ConversationStore>();
        services.AddSingleton<ConversationItemStore>();
        services.AddSingleton<ConversationTermStore>();
        services.AddSingleton<ConversationWriter>();
        services.AddSingleton<ItemReader>();
        services.AddSingleton<ConversationService>();
        services.AddSingleton<IConversations>(provider => provider.GetRequiredService<ConversationService>());
        services.AddSingleton<ConversationEndpoints>();
        services.AddSingleton<ItemEndpoints>();
        return builder;
    }

    public static WebApplication MapConversations(this WebApplication app)
    {
        var group = app.MapGroup("/v1/conversations");
        app.Services.GetRequiredService<ConversationEndpoints>().Map(group);
        app.Services.GetRequiredService<ItemEndpoints>().Map(group);
        return app;
    }
}
