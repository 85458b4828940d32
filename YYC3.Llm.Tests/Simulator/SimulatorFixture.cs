using YYC3.Llm.Simulator;

namespace YYC3.Llm.Tests.Simulator;

/// <summary>One simulator for all tests of a class.</summary>
public sealed class SimulatorFixture : IAsyncLifetime
{
    internal SimulatorHost Host { get; private set; } = null!;

    internal string Url => Host.Url;

    public async ValueTask InitializeAsync() => Host = await SimulatorHost.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
