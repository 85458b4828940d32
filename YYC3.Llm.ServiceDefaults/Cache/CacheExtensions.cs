using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace YYC3.Llm.ServiceDefaults.Cache;

/// <summary>Gives a service its cache.</summary>
public static class CacheExtensions
{
    private const string ConnectionName = "cache";

    /// <summary>The server of <c>ConnectionStrings:cache</c>, with this process's own memory while it is down; its memory alone where none is set.</summary>
    /// <param name="builder">The service.</param>
    public static WebApplicationBuilder AddCache(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        if (builder.Configuration.GetConnectionString(ConnectionName) is not { Length: > 0 })
        {
            builder.Services.AddSingleton<ICache>(services => new LocalCache(services.GetRequiredService<TimeProvider>()));
            return builder;
        }

        builder.AddRedisClient(ConnectionName, configureOptions: options =>
        {
            options.AbortOnConnectFail = false;
            options.ConnectTimeout = 2000;
            options.BacklogPolicy = BacklogPolicy.FailFast; // While it is down, the local mode serves; nothing queues up.
        });
        builder.Services.AddSingleton<ICache>(services => new ResilientCache(
            new RedisCache(services.GetRequiredService<IConnectionMultiplexer>()),
            new LocalCache(services.GetRequiredService<TimeProvider>()),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<ResilientCache>>()));
        builder.Services.AddHealthChecks().AddCheck<CacheHealthCheck>("cache");
        return builder;
    }
}
