namespace YYC3.Llm.AppHost.Local.Processes;

/// <summary>Why a service did not come up.</summary>
/// <param name="Name">The service.</param>
/// <param name="What">What happened, as the rest of a sentence that begins with its name.</param>
/// <param name="Health">Its last health answer, or null when none was asked for.</param>
internal sealed record ServiceFailure(string Name, string What, string? Health);
