namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource while the topology is being described.</summary>
/// <typeparam name="T">The kind of resource.</typeparam>
internal interface IResourceBuilder<out T>
    where T : IResource
{
    /// <summary>The resource.</summary>
    T Resource { get; }

    /// <summary>The topology it belongs to.</summary>
    IDistributedApplicationBuilder ApplicationBuilder { get; }
}
