namespace Aspire.Hosting;

/// <summary>Containers are Aspire's. The topology names them, and never reaches them here: see <c>ContainerRuntime</c>.</summary>
internal static class ContainerExtensions
{
    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, string name) => throw NotHere(builder, name);

    public static IResourceBuilder<PostgresServerResource> AddPostgres(this IDistributedApplicationBuilder builder, string name) => throw NotHere(builder, name);

    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(this IResourceBuilder<PostgresServerResource> builder, string name) =>
        throw NotHere(builder.ApplicationBuilder, name);

    public static IResourceBuilder<QdrantServerResource> AddQdrant(this IDistributedApplicationBuilder builder, string name) => throw NotHere(builder, name);

    public static IResourceBuilder<T> WithDataVolume<T>(this IResourceBuilder<T> builder, string? name = null)
        where T : IResourceWithConnectionString => throw NotHere(builder.ApplicationBuilder, name ?? builder.Resource.Name);

    /// <summary>Nothing to do: publishing is Aspire's.</summary>
    public static void AddPublishTarget(this IDistributedApplicationBuilder builder) => throw NotHere(builder, "the publish target");

    private static DistributedApplicationException NotHere(IDistributedApplicationBuilder builder, string name) =>
        new($"{builder.Environment.ApplicationName} was built without the Aspire packages, which '{name}' needs: add -p:UseAspire=true.");
}
