using YYC3.Llm.Benchmarks.Commands;

namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>The contestants by name. A new one is one class and one line here.</summary>
internal static class ContestantRegistry
{
    /// <summary>All contestants, in the report's order.</summary>
    public static IReadOnlyList<IContestant> All { get; } =
    [
        new DirectContestant(),
        new RelayContestant("bare", "one bare hop", 1),
        new RelayContestant("bare2", "two bare hops", 2),
        new YarpContestant(),
        new RouterContestant("router", "Router", "off"),
        new RouterContestant("cache", "Router, from its response cache", "on"),
        new ChainContestant(),
    ];

    /// <summary>The contestant of that name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static IContestant Get(string name) =>
        All.FirstOrDefault(contestant => contestant.Name == name) ?? throw new UsageException($"'{name}' is no target; there are {string.Join(", ", All.Select(contestant => contestant.Name))}.");
}
