namespace Aspire.Hosting;

/// <summary>Services, and what they wait for.</summary>
internal static class ProjectExtensions
{
    /// <summary>Adds a service that AppHost's project file refers to.</summary>
    /// <param name="builder">The topology.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="launchProfileName">Always null: launch profiles are not read here.</param>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder, string name, string? launchProfileName)
        where TProject : IProjectMetadata, new() =>
        launchProfileName is null
            ? builder.Add(new ProjectResource(name, new TProject()))
            : throw new DistributedApplicationException($"'{name}' asks for the launch profile '{launchProfileName}'; none are read here.");

    /// <summary>Runs a service in several processes behind one address.</summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        builder.Resource.Replicas = replicas;
        return builder;
    }

    /// <summary>Starts a service only when another has been healthy once; parameters and addresses need no waiting.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport
    {
        builder.Resource.WaitsFor.Add(dependency.Resource);
        return builder;
    }
}
