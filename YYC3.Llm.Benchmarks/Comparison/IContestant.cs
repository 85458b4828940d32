namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>A way from the caller to the simulator that the comparison measures.</summary>
internal interface IContestant
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>The name in the report.</summary>
    string Title { get; }

    /// <summary>Starts its processes on the rig.</summary>
    /// <exception cref="Commands.UsageException">One of them does not start; the message has its last words.</exception>
    Task<Contender> StartAsync(Rig rig, CancellationToken cancellationToken);
}
