namespace YYC3.Llm.Tests.Testing;

/// <summary>A server of the Redis protocol that a test can kill and start again.</summary>
internal interface ICacheServer : IAsyncDisposable
{
    /// <summary>Its address, the same after a restart.</summary>
    string ConnectionString { get; }

    /// <summary>Starts it; again, after <see cref="StopAsync"/>.</summary>
    Task StartAsync();

    /// <summary>Ends it without a farewell.</summary>
    Task StopAsync();
}
