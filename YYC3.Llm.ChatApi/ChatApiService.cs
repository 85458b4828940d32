using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.ChatApi.Chat;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Messages;
using YYC3.Llm.ChatApi.Organization;
using YYC3.Llm.ChatApi.Personal;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ChatApi.Rendering;
using YYC3.Llm.ChatApi.Responses;
using YYC3.Llm.ServiceDefaults;
using YYC3.Llm.ServiceDefaults.Cache;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi;

/// <summary>The edge: who may ask, and with which context.</summary>
internal static class ChatApiService
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? customise = null)
    {
        var builder = ServiceHost.CreateBuilder(args);
        builder
            .AddStorage("chat", typeof(ChatApiService).Assembly)
            .AddCache()
            .AddAccess()
            .AddOrganization()
            .AddRelay()
            .AddChat()
            .AddMessages()
            .AddConversations()
            .AddResponses()
            .AddPersonal()
            .AddRendering()
            .AddApiDocument();
        customise?.Invoke(builder);

        var app = builder.BuildService();
        app.UseWebSockets();
        app.UseApiKeys();
        app
            .MapOrganization()
            .MapChat()
            .MapMessages()
            .MapConversations()
            .MapResponses()
            .MapPersonal()
            .MapRendering()
            .MapRelays()
            .MapApiDocument();
        return app;
    }
}
