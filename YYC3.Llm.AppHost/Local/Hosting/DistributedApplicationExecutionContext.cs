namespace Aspire.Hosting;

/// <summary>What is being done with the topology.</summary>
/// <param name="IsRunMode">It runs on this machine; the only thing that the local side does.</param>
internal sealed record DistributedApplicationExecutionContext(bool IsRunMode = true)
{
    /// <summary>It is written out for another platform.</summary>
    public bool IsPublishMode => !IsRunMode;
}
