namespace YYC3.Llm.Benchmarks.Hops;

/// <summary>
/// A small service that this program can be, as a child process, to be compared with: what <c>YYC3_BENCH_HOP</c> names.
/// </summary>
internal interface IHop
{
    /// <summary>The name.</summary>
    string Name { get; }

    /// <summary>Builds the service.</summary>
    /// <param name="builder">An empty builder with Kestrel, routing and the launcher's leash; its address is in the environment.</param>
    /// <param name="upstream">Where a relay sends its calls (<c>YYC3_BENCH_UPSTREAM</c>).</param>
    WebApplication Build(WebApplicationBuilder builder, Uri? upstream);
}
