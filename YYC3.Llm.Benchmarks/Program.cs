using YYC3.Llm.Benchmarks.Commands;
using YYC3.Llm.Benchmarks.Hops;

// As a child of its own, this program is one of the small services that the comparison runs against.
if (Environment.GetEnvironmentVariable(HopRegistry.Variable) is { Length: > 0 } hop)
{
    return await HopRegistry.RunAsync(hop);
}

// What measures is not to take the processor from what is measured: by default, threads of the pool spin while they wait for work.
AppContext.SetData("System.Threading.ThreadPool.UnfairSemaphoreSpinLimit", "0");
return await CommandRegistry.RunAsync(args);
