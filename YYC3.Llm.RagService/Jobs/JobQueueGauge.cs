namespace YYC3.Llm.RagService.Jobs;

/// <summary>Reports the length of the queue as the metric <c>rag.jobs.queued</c>: as it was when a worker last looked.</summary>
internal sealed class JobQueueGauge
{
    private long depth;

    public JobQueueGauge() => RagTelemetry.Meter.CreateObservableGauge("rag.jobs.queued", () => Volatile.Read(ref depth), "{job}", "Jobs that wait or run.");

    /// <summary>Notes the length.</summary>
    public void Set(long count) => Volatile.Write(ref depth, count);
}
