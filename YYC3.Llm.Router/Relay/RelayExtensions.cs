using YYC3.Llm.Router.Relay.Continuing;
using YYC3.Llm.Router.Upstream;
using YYC3.Llm.ServiceDefaults;

namespace YYC3.Llm.Router.Relay;

/// <summary>Adds the relay and the connections it uses.</summary>
internal static class RelayExtensions
{
    public static IServiceCollection AddRelay(this IServiceCollection services) => services
        .AddSingleton(provider => Options(provider.GetRequiredService<IConfiguration>()))
        .AddSingleton<ProviderConnections>()
        .AddSingleton<AccessTokens>()
        .AddSingleton<PlainAnswer>()
        .AddSingleton<StreamedAnswer>()
        .AddSingleton<FlowingAnswer>()
        .AddSingleton<ModelLookup>()
        .AddSingleton<CallRelay>()
        .AddSingleton<ContinuationGate>()
        .AddSingleton<ICallGate>(provider => provider.GetRequiredService<ContinuationGate>())
        .AddSingleton<ICallObserver>(provider => provider.GetRequiredService<ContinuationGate>())
#pragma warning disable RS0030 // The one place where chance enters: everything that draws takes it as an argument.
        .AddSingleton<Func<double>>(Random.Shared.NextDouble);
#pragma warning restore RS0030

    private static RelayOptions Options(IConfiguration configuration)
    {
        var options = configuration.GetSection(RelayOptions.Section).Get<RelayOptions>() ?? new RelayOptions();
        Check(options.MaxBodyBytes, nameof(RelayOptions.MaxBodyBytes));
        Check(options.MaxUploadBytes, nameof(RelayOptions.MaxUploadBytes));
        return options;

        static void Check(long bytes, string name)
        {
            if (bytes is < 1 or > 1024 * 1024 * 1024)
            {
                throw new StartupException($"The setting {RelayOptions.Section}:{name} must be between 1 and 1073741824 bytes.");
            }
        }
    }
}
