namespace Aspire.Hosting.ApplicationModel;

/// <summary>A database of a PostgreSQL server in a container: what Aspire offers. Named here so that the topology compiles; none is ever made.</summary>
internal abstract class PostgresDatabaseResource : IResourceWithConnectionString
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string ConnectionString { get; }
}
