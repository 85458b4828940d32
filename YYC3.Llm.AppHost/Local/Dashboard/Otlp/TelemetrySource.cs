namespace YYC3.Llm.AppHost.Local.Dashboard.Otlp;

/// <summary>Who sent a piece of telemetry.</summary>
/// <param name="Resource">The resource attribute <c>service.name</c>, which is the name of a resource of the topology; else <c>unknown</c>.</param>
/// <param name="Instance">The resource attribute <c>service.instance.id</c>, or empty.</param>
/// <param name="Scope">The instrumentation scope: an ActivitySource's, a Meter's or a log category's name.</param>
internal sealed record TelemetrySource(string Resource, string Instance, string Scope);
