namespace Aspire.Hosting;

/// <summary>Where services listen.</summary>
internal static class EndpointExtensions
{
    /// <summary>Gives a service its HTTP endpoint.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="port">The port callers use; null for any that is free.</param>
    /// <param name="targetPort">The port inside a container; here there is none, so it must be null.</param>
    /// <param name="name">The endpoint's name; here only <c>http</c>.</param>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null)
        where T : IResourceWithEndpoints
    {
        if (targetPort is not null || name is not (null or "http"))
        {
            throw new DistributedApplicationException($"'{builder.Resource.Name}': the local side knows one endpoint per service, 'http', without a target port.");
        }

        builder.Resource.Http.FixedPort = port;
        return builder;
    }

    /// <summary>Names the path that answers 200 when a service can take calls.</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string? path = null)
        where T : IResourceWithEndpoints
    {
        builder.Resource.Http.HealthPath = path ?? "/";
        return builder;
    }

    /// <summary>Marks the service that outside callers use; the banner shows it.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        builder.Resource.Http.IsExternal = true;
        return builder;
    }
}
