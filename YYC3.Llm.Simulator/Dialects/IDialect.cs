namespace YYC3.Llm.Simulator.Dialects;

/// <summary>A provider's way of speaking: its paths, and what goes over them.</summary>
internal interface IDialect
{
    /// <summary>The name, as <c>models.json</c> has it.</summary>
    string Name { get; }

    /// <summary>The path in front of all its own, without a slash at the end: what a provider's base URL is set to.</summary>
    string BasePath { get; }

    /// <summary>Maps the dialect's paths onto the exchange.</summary>
    void Map(IEndpointRouteBuilder routes, Exchange exchange);
}
