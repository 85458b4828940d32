/// <summary>Gives services their stores.</summary>
internal static class Stores
{
    /// <summary>Refers to a store and waits for it; an embedded one (null) needs neither.</summary>
    public static IResourceBuilder<ProjectResource> With(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<IResourceWithConnectionString>? store) => store switch
        {
            null => service,
            IResourceBuilder<QdrantServerResource> qdrant => service.WithReference(qdrant).WaitFor(qdrant),
            _ => service.WithReference(store).WaitFor(store),
        };
}
