using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace YYC3.Llm.ServiceDefaults.Health;

/// <summary><c>/health</c> (ready: every check), <c>/alive</c> (the process answers) and <c>/metrics</c> (Prometheus).</summary>
public static class HealthExtensions
{
    private const string Ready = "/health";
    private const string Alive = "/alive";
    private const string Metrics = "/metrics";

    /// <summary>Whether a path is one of the two probes.</summary>
    /// <param name="path">A request's path.</param>
    public static bool IsProbe(PathString path) => path == Ready || path == Alive;

    /// <summary>Whether a path is Prometheus's.</summary>
    /// <param name="path">A request's path.</param>
    public static bool IsMetrics(PathString path) => path == Metrics;

    internal static WebApplicationBuilder AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks();
        return builder;
    }

    internal static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks(Ready, new HealthCheckOptions { ResponseWriter = WriteAsync });
        app.MapHealthChecks(Alive, new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync });
        app.MapPrometheusScrapingEndpoint(Metrics);
    }

    // Degraded (say, the cache is down and its local mode serves) answers 200: the service can take calls.
    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", report.Status.ToString());
        json.WriteStartObject("checks");
        foreach (var (name, entry) in report.Entries)
        {
            json.WriteStartObject(name);
            json.WriteString("status", entry.Status.ToString());
            if (entry.Description is { } description)
            {
                json.WriteString("description", description);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
