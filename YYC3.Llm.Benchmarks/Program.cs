using YYC3.Llm.Benchmarks.Commands;
using YYC3.Llm.Benchmarks.Hops;

// As a child of its own, this program is one of the small services that the comparison runs against.
return Environment.GetEnvironmentVariable(HopRegistry.Variable) is { Length: > 0 } hop
    ? await HopRegistry.RunAsync(hop)
    : await CommandRegistry.RunAsync(args);
