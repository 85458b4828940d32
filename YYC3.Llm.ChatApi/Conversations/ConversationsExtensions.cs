using Microsoft.Extensions.DependencyInjection.Extensions;
using YYC3.Llm.ChatApi.Relay;
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
        services.AddSingleton<SearchEndpoint>();
        services.AddSingleton<ConversationImport>();
        services.AddSingleton<ExportEndpoints>();
        services.AddSingleton<ConversationCleanUp>();
        services.AddHostedService(provider => provider.GetRequiredService<ConversationCleanUp>());
        services.TryAddSingleton<ModelClient>();
        services.AddSingleton<IRunObserver, TitleWriter>();
        return builder;
    }

    public static WebApplication MapConversations(this WebApplication app)
    {
        var group = app.MapGroup("/v1/conversations");
        app.Services.GetRequiredService<ConversationEndpoints>().Map(group);
        app.Services.GetRequiredService<ItemEndpoints>().Map(group);
        app.Services.GetRequiredService<SearchEndpoint>().Map(group);
        app.Services.GetRequiredService<ExportEndpoints>().Map(group);
        return app;
    }
}
