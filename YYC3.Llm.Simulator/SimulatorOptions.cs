namespace YYC3.Llm.Simulator;

/// <summary>What a simulator needs to know; the defaults suit a test that starts one in its own process.</summary>
internal sealed record SimulatorOptions
{
    /// <summary>Where it listens: loopback. Port 0 (the default here) takes a free one, which <see cref="SimulatorHost.Url"/> then names.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    /// <summary>The bearer token that calls under <c>/v1</c> must carry; without one (the default) every call is served.</summary>
    public string? ApiKey { get; init; }

    /// <summary>How many requests <c>GET /sim/requests</c> remembers, 0 to 10,000, default 256; 0 keeps the counters alone, which load tests want.</summary>
    public int RequestLogCapacity { get; init; } = 256;

    /// <summary>The seed of everything random (<c>odds</c>, <c>split=random</c>): the same seed and the same order of requests give the same faults.</summary>
    public int Seed { get; init; }

    /// <summary>The clock of every delay and time stamp.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads the options of the stand-alone program.</summary>
    /// <param name="configuration"><c>ASPNETCORE_URLS</c> (its first URL; default <c>http://127.0.0.1:9100</c>) and <c>Simulator:ApiKey</c>, <c>:RequestLogCapacity</c>, <c>:Seed</c>.</param>
    /// <exception cref="InvalidOperationException">A number is not one, or out of its range.</exception>
    public static SimulatorOptions FromConfiguration(IConfiguration configuration)
    {
        var capacity = configuration.GetValue("Simulator:RequestLogCapacity", 256);
        if (capacity is < 0 or > 10_000)
        {
            throw new InvalidOperationException($"Simulator:RequestLogCapacity is {capacity}; it goes from 0 to 10000.");
        }

        return new SimulatorOptions
        {
            Url = (configuration["ASPNETCORE_URLS"] ?? configuration["urls"] ?? "http://127.0.0.1:9100").Split(';')[0],
            ApiKey = configuration["Simulator:ApiKey"] is { Length: > 0 } key ? key : null,
            RequestLogCapacity = capacity,
            Seed = configuration.GetValue("Simulator:Seed", 0),
        };
    }
}
