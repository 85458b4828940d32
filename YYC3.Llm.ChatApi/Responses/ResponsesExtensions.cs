using Microsoft.Extensions.DependencyInjection.Extensions;
using YYC3.Llm.ChatApi.Context;
using YYC3.Llm.ChatApi.Inputs;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ChatApi.Responses.Api;
using YYC3.Llm.ChatApi.Responses.Items;
using YYC3.Llm.ChatApi.Responses.Running;
using YYC3.Llm.ChatApi.Responses.Storage;
using YYC3.Llm.ChatApi.Runs;
using YYC3.Llm.ChatApi.Tools;

namespace YYC3.Llm.ChatApi.Responses;

/// <summary>The Responses API: runs that outlive connections.</summary>
internal static class ResponsesExtensions
{
    private const string Section = "Responses";

    public static WebApplicationBuilder AddResponses(this WebApplicationBuilder builder)
    {
        builder.AddContext().AddTools();
        var services = builder.Services;
        services.AddOptions<ResponseOptions>().BindConfiguration(Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<ModelClient>();
        services
            .AddSingleton<RunInstance>()
            .AddSingleton<RunStore>()
            .AddSingleton<RunDirectory>()
            .AddSingleton<RunStream>()
            .AddSingleton<EventLog>()
            .AddSingleton<IRunEnd, AbandonedResponses>()
            .AddSingleton<ResponseStore>()
            .AddSingleton<InputItems>()
            .AddSingleton<InputParts>()
            .AddSingleton<History>()
            .AddSingleton<ChatMessages>()
            .AddSingleton<ModelTurn>()
            .AddSingleton<TurnLoop>()
            .AddSingleton<RunObservers>()
            .AddSingleton<ResponseRunner>()
            .AddSingleton<ResponseStarter>()
            .AddSingleton<ResponseSocket>()
            .AddSingleton<ResponseEndpoints>()
            .AddSingleton<ContextEndpoints>()
            .AddSingleton<ResponseCleanUp>();

        // Stopped in the reverse order: first the runs end, then the log stores their last events.
        services
            .AddHostedService(provider => provider.GetRequiredService<ResponseCleanUp>())
            .AddHostedService(provider => provider.GetRequiredService<RunObservers>())
            .AddHostedService(provider => provider.GetRequiredService<EventLog>())
            .AddHostedService(provider => provider.GetRequiredService<RunDirectory>());
        return builder;
    }

    public static WebApplication MapResponses(this WebApplication app)
    {
        var group = app.MapGroup("/v1/responses");
        app.Services.GetRequiredService<ContextEndpoints>().Map(group); // Before the paths that take any id.
        app.Services.GetRequiredService<ResponseEndpoints>().Map(group);
        return app;
    }
}
