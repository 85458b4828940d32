using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Health;
using YYC3.Llm.ServiceDefaults.Hosting;
using YYC3.Llm.ServiceDefaults.Http;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Telemetry;

namespace YYC3.Llm.ServiceDefaults;

/// <summary>What every service has in common: how it is built, and how it fails to start.</summary>
public static class ServiceHost
{
    /// <summary>A builder with telemetry, health checks, HTTP client defaults and Kestrel set up.</summary>
    /// <param name="args">The command line; it wins over environment and files.</param>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddSupervision();
        builder.WebHost.ConfigureKestrel(ConfigureKestrel);
        builder.WebHost.UseSockets(sockets => sockets.WaitForDataBeforeAllocatingBuffer = false); // 4 KiB for each idle connection spare each request a system call.
        // One line a request on the console halves the throughput of a relay; our own messages stay.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        // Asked for at any level, it opens a logging scope for every request; what goes wrong is logged by the error answers.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<InternalKey>();
        return builder.AddTelemetry().AddHealth().AddHttpDefaults();
    }

    /// <summary>The pipeline that all services share: error answers first, then <c>/health</c>, <c>/alive</c> and <c>/metrics</c>.</summary>
    /// <param name="builder">A builder from <see cref="CreateBuilder"/>.</param>
    public static WebApplication BuildService(this WebApplicationBuilder builder)
    {
        var app = builder.Build();
        app.UseApiErrors();
        app.MapHealth();
        return app;
    }

    /// <summary>Runs a service; a start that fails for a reason its operator can mend ends with one line instead of a stack trace.</summary>
    /// <param name="build">Builds the service.</param>
    /// <returns>The exit code: 0, or 1 when the service could not start.</returns>
    public static async Task<int> RunAsync(Func<WebApplication> build)
    {
        try
        {
            await using var app = build();
            await app.RunAsync();
            return 0;
        }
        catch (StartupException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    private static void ConfigureKestrel(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        // A stream may be silent while a model thinks; callers on slow lines are not cut off either.
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestBodySize = 32 * 1024 * 1024;
    }
}
