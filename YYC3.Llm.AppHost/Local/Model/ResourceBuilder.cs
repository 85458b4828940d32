namespace Aspire.Hosting.ApplicationModel;

/// <inheritdoc cref="IResourceBuilder{T}"/>
internal sealed class ResourceBuilder<T>(T resource, IDistributedApplicationBuilder applicationBuilder) : IResourceBuilder<T>
    where T : IResource
{
    /// <inheritdoc/>
    public T Resource => resource;

    /// <inheritdoc/>
    public IDistributedApplicationBuilder ApplicationBuilder => applicationBuilder;
}
