namespace Aspire.Hosting;

/// <summary>The topology does not make sense.</summary>
internal sealed class DistributedApplicationException(string message) : Exception(message);
