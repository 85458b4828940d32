using System.Collections;

namespace YYC3.Llm.AppHost.Local.Processes;

/// <summary>The environment of a service: AppHost's, without what was meant for AppHost alone, and with what the topology says.</summary>
internal static class ServiceEnvironment
{
    /// <summary>What a secret looks like on the dashboard.</summary>
    public const string Masked = "••••••••";

    // A service that inherited these would listen on AppHost's own addresses, or reach stores that it has no reference to.
    private static readonly string[] OwnPrefixes =
        ["ASPNETCORE_", "ASPIRE_", "Parameters__", "ConnectionStrings__", "Kestrel__", "Ports__", "Replicas__", "Models__", "services__", "Stores__"];

    private static readonly string[] OwnNames =
        ["DOTNET_ENVIRONMENT", "DOTNET_URLS", "DOTNET_LAUNCH_PROFILE", "URLS", "HTTP_PORTS", "HTTPS_PORTS", "DataDirectory", "InternalKey", "BootstrapKey", "HealthTimeout"];

    // In Development telemetry is on the dashboard at once and complete, as under Aspire; what the user set himself stays.
    private static readonly Dictionary<string, string> DevelopmentTelemetry = new()
    {
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "1000",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "1000",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
        ["OTEL_TRACES_SAMPLER"] = "always_on",
        ["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based",
        ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true",
    };

    /// <summary>This process's environment without what was meant for it alone.</summary>
    /// <param name="own">The variables of this process.</param>
    public static Dictionary<string, string> Inherit(IDictionary own) => own.Cast<DictionaryEntry>()
        .Where(variable => !IsOwn((string)variable.Key))
        .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");

    /// <summary>What a service is told about telemetry.</summary>
    /// <param name="name">The resource's name.</param>
    /// <param name="instance">The replica's name.</param>
    /// <param name="collector">Where it sends, and the key for it.</param>
    /// <param name="isDevelopment">Whether telemetry goes out at once and with message content.</param>
    /// <param name="inherited">What is already set.</param>
    public static Dictionary<string, ServiceVariable> Telemetry(
        string name, string instance, Collector collector, bool isDevelopment, IReadOnlyDictionary<string, string> inherited)
    {
        Dictionary<string, string> plain = new()
        {
            ["OTEL_SERVICE_NAME"] = name,
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={instance}",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Endpoint,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        };
        if (isDevelopment)
        {
            foreach (var (variable, value) in DevelopmentTelemetry.Where(setting => !inherited.ContainsKey(setting.Key)))
            {
                plain[variable] = value;
            }
        }

        var variables = plain.ToDictionary(setting => setting.Key, setting => new ServiceVariable(() => setting.Value));
        variables["OTEL_EXPORTER_OTLP_HEADERS"] = new ServiceVariable(() => $"x-otlp-api-key={collector.ApiKey}", IsSecret: true);
        return variables;
    }

    private static bool IsOwn(string name) =>
        OwnNames.Contains(name, StringComparer.OrdinalIgnoreCase)
        || OwnPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
