using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using YYC3.Llm.ServiceDefaults.Health;

namespace YYC3.Llm.ServiceDefaults.Telemetry;

/// <summary>Traces, metrics and logs by OpenTelemetry: to the OTLP address that the launcher gives, and to Prometheus on <c>/metrics</c>.</summary>
internal static class TelemetryExtensions
{
    /// <summary>All our sources and meters are named after the project, such as <c>YYC3.Llm.Router</c>.</summary>
    private const string Ours = "YYC3.Llm.*";

    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        var exports = builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddMeter(Ours, "Npgsql", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
                // Counted up and down at every call, which costs more than all else measured of it.
                .AddView("http.server.active_requests", MetricStreamConfiguration.Drop)
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter());
        if (!exports)
        {
            return builder; // Spans that nobody receives are not worth making.
        }

        telemetry.WithTracing(traces => traces
            .AddSource(Ours, "Npgsql")
            .AddAspNetCoreInstrumentation(options => options.Filter = context =>
                !HealthExtensions.IsProbe(context.Request.Path) && !HealthExtensions.IsMetrics(context.Request.Path))
            .AddHttpClientInstrumentation());
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.IncludeScopes = false;
        });
        telemetry.UseOtlpExporter();
        return builder;
    }
}
