namespace Aspire.Hosting;

/// <summary>Puts resources into the topology.</summary>
internal static class ResourceExtensions
{
    /// <summary>Adds a resource under a name that no other has.</summary>
    public static IResourceBuilder<T> Add<T>(this IDistributedApplicationBuilder builder, T resource)
        where T : IResource
    {
        if (builder.Resources.Any(known => string.Equals(known.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DistributedApplicationException($"Two resources are named '{resource.Name}'.");
        }

        builder.Resources.Add(resource);
        return new ResourceBuilder<T>(resource, builder);
    }
}
