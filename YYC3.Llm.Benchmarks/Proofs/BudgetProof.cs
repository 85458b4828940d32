using YYC3.Llm.Benchmarks.Commands;

namespace YYC3.Llm.Benchmarks.Proofs;

/// <summary>Many callers at once never spend more than a budget, and nearly all of it.</summary>
internal sealed class BudgetProof : IProof
{
    /// <inheritdoc/>
    public string Name => "budget";

    /// <inheritdoc/>
    public string Summary => "budget [--callers 100] [--calls 50]: so many callers against a budget for so many calls; none above it, at most a tenth left";

    /// <inheritdoc/>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var options = new Arguments(args, "callers", "calls");
        var callers = options.Number("callers", 100, 1, 2000);
        var calls = options.Number("calls", 50, 10, 1000);
        await using var rig = await MeteredRouter.StartAsync(cancellationToken);
        using var created = await rig.Client.PostAsJsonAsync("/admin/budgets", new { scope = "tenant", subject = "proj_default", amount = calls * MeteredRouter.Cost, currency = "USD", period = "total" }, cancellationToken);
        created.EnsureSuccessStatusCode();
        var answers = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => rig.ChatAsync(cancellationToken)));
        var admitted = answers.Count(answered => answered);
        Console.WriteLine($"{callers} callers against a budget for {calls} calls: {admitted} admitted, {callers - admitted} refused, overshoot {Math.Max(admitted - calls, 0)}");
        var holds = admitted <= calls && admitted >= Math.Min(callers, calls * 9 / 10);
        Console.WriteLine(holds ? "holds" : "does not hold");
        return holds ? 0 : 1;
    }
}
