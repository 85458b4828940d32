namespace YYC3.Llm.AppHost.Local.Dashboard.Metrics;

/// <summary>An instrument of a service.</summary>
/// <param name="Resource">The service.</param>
/// <param name="Meter">The meter, such as <c>Microsoft.AspNetCore.Hosting</c>.</param>
/// <param name="Name">Its name, such as <c>http.server.request.duration</c>.</param>
/// <param name="Description">What it says about itself; mostly empty.</param>
/// <param name="Unit">A UCUM unit such as <c>s</c>, <c>By</c> or <c>{request}</c>.</param>
/// <param name="Kind">What it measures.</param>
internal sealed record Instrument(string Resource, string Meter, string Name, string Description, string Unit, InstrumentKind Kind);
