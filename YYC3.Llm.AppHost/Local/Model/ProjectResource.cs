namespace Aspire.Hosting.ApplicationModel;

/// <summary>A service: one process, or several when it has replicas.</summary>
internal sealed class ProjectResource(string name, IProjectMetadata project) : IResourceWithEnvironment, IResourceWithServiceDiscovery, IResourceWithWaitSupport
{
    /// <inheritdoc/>
    public string Name => name;

    /// <summary>Where its source and its built assembly are.</summary>
    public IProjectMetadata Project => project;

    /// <inheritdoc/>
    public IDictionary<string, ServiceVariable> Variables { get; } = new Dictionary<string, ServiceVariable>();

    /// <inheritdoc/>
    public HttpEndpoint Http { get; } = new();

    /// <inheritdoc/>
    public IList<IResource> WaitsFor { get; } = [];

    /// <summary>How many processes serve it, at least 1.</summary>
    public int Replicas { get; set; } = 1;
}
