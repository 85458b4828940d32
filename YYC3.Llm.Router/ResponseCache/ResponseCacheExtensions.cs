using YYC3.Llm.Router.Relay;
using YYC3.Llm.ServiceDefaults;

namespace YYC3.Llm.Router.ResponseCache;

/// <summary>Adds the response cache. It stands before the gates that count: a hit costs nothing.</summary>
internal static class ResponseCacheExtensions
{
    public static IServiceCollection AddResponseCache(this IServiceCollection services) => services
        .AddSingleton(provider => Options(provider.GetRequiredService<IConfiguration>()))
        .AddSingleton<LocalAnswers>()
        .AddSingleton<CacheVersions>()
        .AddSingleton<ResponseCacheMetrics>()
        .AddSingleton<ResponseCacheGate>()
        .AddSingleton<ICallGate>(provider => provider.GetRequiredService<ResponseCacheGate>())
        .AddSingleton<ICallObserver>(provider => provider.GetRequiredService<ResponseCacheGate>())
        .AddHostedService(provider => provider.GetRequiredService<ResponseCacheGate>());

    private static ResponseCacheOptions Options(IConfiguration configuration)
    {
        var options = configuration.GetSection(ResponseCacheOptions.Section).Get<ResponseCacheOptions>() ?? new ResponseCacheOptions();
        var wrong = options.Lifetime < TimeSpan.FromSeconds(1) || options.Lifetime > CacheWish.LongestLifetime ? $"{nameof(options.Lifetime)} must be between 1 second and 7 days"
            : options.LargestAnswer is < 1024 or > 64 * 1024 * 1024 ? $"{nameof(options.LargestAnswer)} must be between 1024 and 67108864 bytes"
            : options.MemoryBytes is < 0 or > 4L * 1024 * 1024 * 1024 ? $"{nameof(options.MemoryBytes)} must be between 0 and 4294967296 bytes"
            : null;
        return wrong is null ? options : throw new StartupException($"The setting {ResponseCacheOptions.Section}:{wrong}.");
    }
}
