namespace YYC3.Llm.AppHost.Local.Processes;

/// <summary>All services: started in the order in which they wait for each other, stopped in the reverse of it.</summary>
internal sealed class Supervisor : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly List<List<ServiceReplica>> services = [];
    private readonly List<Task> runs = [];

    /// <summary>Starts them.</summary>
    /// <param name="resources">The services.</param>
    /// <param name="makeReplicas">Makes the replicas of one.</param>
    public Supervisor(IEnumerable<ProjectResource> resources, Func<ProjectResource, IEnumerable<ServiceReplica>> makeReplicas)
    {
        Dictionary<IResource, Task> healthy = [];
        foreach (var resource in InOrder([.. resources]))
        {
            List<ServiceReplica> replicas = [.. makeReplicas(resource)];
            var dependencies = Task.WhenAll(resource.WaitsFor.Where(healthy.ContainsKey).Select(dependency => healthy[dependency]));
            healthy[resource] = Task.WhenAll(replicas.Select(replica => replica.Healthy));
            services.Add(replicas);
            runs.AddRange(replicas.Select(replica => replica.RunAsync(dependencies, stopping.Token)));
        }

        Ready = Task.WhenAll(healthy.Values);
        Failed = FirstFailureAsync();
    }

    /// <summary>Ends when every replica of every service was healthy once.</summary>
    public Task Ready { get; }

    /// <summary>Ends when the first start of a service has failed for good.</summary>
    public Task<ServiceFailure> Failed { get; }

    /// <summary>The services, each after all that it waits for.</summary>
    /// <exception cref="DistributedApplicationException">They wait for each other in a circle.</exception>
    public static IReadOnlyList<ProjectResource> InOrder(IReadOnlyList<ProjectResource> resources)
    {
        List<ProjectResource> ordered = [];
        while (ordered.Count < resources.Count)
        {
            var next = resources.FirstOrDefault(resource => !ordered.Contains(resource)
                && resource.WaitsFor.OfType<ProjectResource>().All(ordered.Contains))
                ?? throw new DistributedApplicationException(
                    $"Services wait for each other in a circle: {string.Join(", ", resources.Except(ordered).Select(resource => resource.Name))}.");
            ordered.Add(next);
        }

        return ordered;
    }

    /// <summary>Stops them, the last started first.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(runs).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var replicas in Enumerable.Reverse(services))
        {
            await Task.WhenAll(replicas.Select(replica => replica.StopAsync()));
        }

        stopping.Dispose();
    }

    /// <summary>Ends all of them at once.</summary>
    public void Kill()
    {
        foreach (var replica in services.SelectMany(replicas => replicas))
        {
            replica.Kill();
        }
    }

    private async Task<ServiceFailure> FirstFailureAsync() =>
        await await Task.WhenAny(services.SelectMany(replicas => replicas).Select(replica => replica.Failed));
}
