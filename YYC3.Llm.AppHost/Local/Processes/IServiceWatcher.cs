using YYC3.Llm.AppHost.Local.Resources;

namespace YYC3.Llm.AppHost.Local.Processes;

/// <summary>Hears what happens to services.</summary>
internal interface IServiceWatcher
{
    /// <summary>Its process was started, and it has not been healthy before.</summary>
    void Starting(string name);

    /// <summary>It was healthy for the first time.</summary>
    void BecameHealthy(string name);

    /// <summary>Its process ended by itself, and another starts after the delay.</summary>
    void Died(string name, int exitCode, TimeSpan delay);

    /// <summary>It was asked to stop, and has.</summary>
    void Stopped(string name);

    /// <summary>It wrote a line.</summary>
    void Wrote(string name, bool isError, string line);

    /// <summary>What is known of it changed.</summary>
    void Published(ResourceSnapshot snapshot);
}
