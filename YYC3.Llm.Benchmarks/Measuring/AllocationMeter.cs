using System.Globalization;
using System.Net.Http.Headers;

namespace YYC3.Llm.Benchmarks.Measuring;

/// <summary>What services have allocated on the managed heap, as they tell at <c>/metrics</c>.</summary>
internal sealed class AllocationMeter : IDisposable
{
    // OpenTelemetry's runtime metric dotnet.gc.heap.total_allocated, as its Prometheus exporter names it.
    private const string Metric = "dotnet_gc_heap_total_allocated_bytes_total";

    private readonly HttpClient client = new();

    /// <param name="internalKey">The secret that the services share; with it as the bearer's key each of them shows its metrics.</param>
    public AllocationMeter(string internalKey) => client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", internalKey);

    /// <summary>Bytes allocated since the services started, together.</summary>
    /// <exception cref="InvalidDataException">One of them does not tell.</exception>
    public async Task<double> ReadAsync(IReadOnlyList<Uri> services, CancellationToken cancellationToken)
    {
        var sum = 0.0;
        foreach (var service in services)
        {
            var text = await client.GetStringAsync(new Uri(service, "/metrics"), cancellationToken);
            var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(Metric, StringComparison.Ordinal)) ?? throw new InvalidDataException($"{service}metrics has no {Metric}.");
            sum += double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
        }

        return sum;
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
