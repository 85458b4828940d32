using YYC3.Llm.Router.Experiments.Api;
using YYC3.Llm.Router.Experiments.Assignment;
using YYC3.Llm.Router.Experiments.Feedback;
using YYC3.Llm.Router.Experiments.Outcomes;
using YYC3.Llm.Router.Experiments.Shadow;
using YYC3.Llm.Router.Experiments.Storage;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.ServiceDefaults;

namespace YYC3.Llm.Router.Experiments;

/// <summary>Adds experiments: the gate that assigns, the observer that notes, the worker that decides, the API.</summary>
internal static class ExperimentExtensions
{
    public static IServiceCollection AddExperiments(this IServiceCollection services) => services
        .AddSingleton(provider => Options(provider.GetRequiredService<IConfiguration>()))
        .AddSingleton<ExperimentStore>()
        .AddSingleton<TallyStore>()
        .AddSingleton<FeedbackStore>()
        .AddSingleton<OutcomeRecorder>()
        .AddSingleton<RunningExperiments>()
        .AddSingleton<ExperimentTelemetry>()
        .AddSingleton<ShadowQueue>()
        .AddSingleton<ICallGate, ExperimentGate>()
        .AddSingleton<ICallObserver, ExperimentObserver>()
        .AddSingleton<ExperimentWorker>()
        .AddHostedService(provider => provider.GetRequiredService<ExperimentWorker>())
        .AddHostedService<ShadowSender>()
        .AddSingleton<ExperimentEndpoints>()
        .AddSingleton<FeedbackEndpoints>();

    public static void MapExperiments(this IEndpointRouteBuilder routes)
    {
        ExperimentEndpoints.Map(routes);
        FeedbackEndpoints.Map(routes);
    }

    private static ExperimentOptions Options(IConfiguration configuration)
    {
        var options = configuration.GetSection(ExperimentOptions.Section).Get<ExperimentOptions>() ?? new ExperimentOptions();
        return options.Fault() is { } fault ? throw new StartupException(fault) : options;
    }
}
