namespace YYC3.Llm.AppHost.Local.Processes;

/// <summary>Where services send their telemetry.</summary>
/// <param name="Endpoint">The OTLP address (http/protobuf).</param>
/// <param name="ApiKey">What it asks for in <c>x-otlp-api-key</c>.</param>
internal sealed record Collector(string Endpoint, string ApiKey);
