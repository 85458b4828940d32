using System.Diagnostics;

namespace YYC3.Llm.Benchmarks.Measuring;

/// <summary>Processor time and resident memory of some processes together, as the system reports them.</summary>
internal sealed class ProcessMeter : IDisposable
{
    private readonly Process[] processes;

    /// <summary>Looks the processes up.</summary>
    /// <exception cref="ArgumentException">One of them does not run.</exception>
    public ProcessMeter(IEnumerable<int> ids) => processes = [.. ids.Select(Process.GetProcessById)];

    /// <summary>Processor time so far, user and system.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            Refresh();
            return processes.Aggregate(TimeSpan.Zero, (sum, process) => sum + process.TotalProcessorTime);
        }
    }

    /// <summary>Resident bytes now.</summary>
    public long ResidentBytes
    {
        get
        {
            Refresh();
            return processes.Sum(process => process.WorkingSet64);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(processes, process => process.Dispose());

    private void Refresh() => Array.ForEach(processes, process => process.Refresh());
}
