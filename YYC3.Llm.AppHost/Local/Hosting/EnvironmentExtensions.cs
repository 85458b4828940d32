namespace Aspire.Hosting;

/// <summary>What services are told by their environment.</summary>
internal static class EnvironmentExtensions
{
    /// <summary>Sets a variable; null leaves it out.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment => builder.Set(name, new ServiceVariable(() => value));

    /// <summary>Sets a variable to a parameter's value.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter)
        where T : IResourceWithEnvironment => builder.Set(name, new ServiceVariable(() => parameter.Resource.Value, parameter.Resource.Secret));

    /// <summary>Tells a service where a store is: <c>ConnectionStrings__name</c>.</summary>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResourceWithConnectionString> source)
        where T : IResourceWithEnvironment =>
        builder.Set($"ConnectionStrings__{source.Resource.Name}", new ServiceVariable(() => source.Resource.ConnectionString, IsSecret: true));

    /// <summary>Tells a service where another is: <c>services__name__http__0</c> for service discovery, and <c>NAME_HTTP</c>.</summary>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where T : IResourceWithEnvironment
    {
        var address = new ServiceVariable(() => source.Resource.Http.Address?.ToString().TrimEnd('/'));
        return builder
            .Set($"services__{source.Resource.Name}__http__0", address)
            .Set($"{source.Resource.Name.ToUpperInvariant().Replace('-', '_')}_HTTP", address);
    }

    private static IResourceBuilder<T> Set<T>(this IResourceBuilder<T> builder, string name, ServiceVariable value)
        where T : IResourceWithEnvironment
    {
        builder.Resource.Variables[name] = value;
        return builder;
    }
}
