using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Relay;

/// <summary>The services behind the edge.</summary>
internal sealed class Services(IConfiguration configuration, InternalKey key) : IDisposable
{
    /// <summary>Which model answers.</summary>
    public ServiceClient Router { get; } = new("router", "the model router", configuration, key);

    /// <summary>What is known.</summary>
    public ServiceClient Knowledge { get; } = new("ragservice", "the knowledge service", configuration, key);

    public void Dispose()
    {
        Router.Dispose();
        Knowledge.Dispose();
    }
}
