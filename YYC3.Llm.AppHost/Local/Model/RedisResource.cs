namespace Aspire.Hosting.ApplicationModel;

/// <summary>Redis in a container: what Aspire offers. Named here so that the topology compiles; none is ever made.</summary>
internal abstract class RedisResource : IResourceWithConnectionString
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string ConnectionString { get; }
}
