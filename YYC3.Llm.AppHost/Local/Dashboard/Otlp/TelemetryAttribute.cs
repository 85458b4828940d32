namespace YYC3.Llm.AppHost.Local.Dashboard.Otlp;

/// <summary>An attribute as it is shown: numbers and booleans as JSON writes them, arrays and maps as JSON, bytes as base64.</summary>
/// <param name="Key">Its name, such as <c>gen_ai.request.model</c>.</param>
/// <param name="Value">Its value as text. Written by whoever called the service: never markup.</param>
internal readonly record struct TelemetryAttribute(string Key, string Value);
