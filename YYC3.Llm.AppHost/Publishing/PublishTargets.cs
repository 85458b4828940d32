using Aspire.Hosting.Kubernetes.Resources;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>What a published topology needs beyond the one that runs here: <c>--Publish:Target kubernetes|compose</c>; none for the manifest alone.</summary>
internal static class PublishTargets
{
    /// <summary>Adds the target that the setting names.</summary>
    /// <param name="builder">The topology.</param>
    public static void AddPublishTarget(this IDistributedApplicationBuilder builder)
    {
        // Aspire creates databases when it runs; in a published topology the container has to.
        foreach (var database in builder.Resources.OfType<PostgresDatabaseResource>().ToList())
        {
            builder.CreateResourceBuilder(database.Parent).WithEnvironment("POSTGRES_DB", database.DatabaseName);
        }

        switch (builder.Configuration["Publish:Target"])
        {
            case "kubernetes":
                AddKubernetes(builder);
                break;
            case "compose":
                builder.AddDockerComposeEnvironment("yyc3-llm");
                break;
            case null:
                break;
            case var other:
                throw new DistributedApplicationException($"Publish:Target is 'kubernetes' or 'compose', not '{other}'.");
        }
    }

    private static void AddKubernetes(IDistributedApplicationBuilder builder)
    {
        // The default, emptyDir, loses everything with the pod.
        builder.AddKubernetesEnvironment("yyc3-llm").WithProperties(cluster =>
        {
            cluster.DefaultStorageType = "pvc";
            cluster.DefaultStorageSize = builder.Configuration["Publish:StorageSize"] ?? "10Gi";
        });

        foreach (var project in builder.Resources.OfType<ProjectResource>().ToList())
        {
            builder.CreateResourceBuilder(project).PublishAsKubernetesService(service =>
            {
                var container = service.Workload!.PodTemplate.Spec.Containers.Single();
                container.ReadinessProbe = Probe(container, "/health", 5);
                container.LivenessProbe = Probe(container, "/alive", 10);
            });
        }
    }

    // WithHttpProbe writes the scheme in lower case, which Kubernetes refuses.
    private static ProbeV1 Probe(ContainerV1 container, string path, int period) => new()
    {
        HttpGet = new HttpGetActionV1 { Path = path, Port = container.Ports.Single().ContainerPort!, Scheme = "HTTP" },
        PeriodSeconds = period,
        TimeoutSeconds = 3,
    };
}
