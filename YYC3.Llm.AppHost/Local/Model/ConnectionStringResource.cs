namespace Aspire.Hosting.ApplicationModel;

/// <summary>A store that already runs somewhere, under <c>ConnectionStrings:name</c>.</summary>
internal sealed class ConnectionStringResource(string name, Func<string?> value) : IResourceWithConnectionString
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string ConnectionString => value() ?? throw new DistributedApplicationException($"ConnectionStrings:{name} has no value.");
}
