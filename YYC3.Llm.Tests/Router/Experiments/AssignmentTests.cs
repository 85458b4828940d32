using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using YYC3.Llm.Router.Experiments;
using YYC3.Llm.Router.Experiments.Assignment;
using YYC3.Llm.Router.Experiments.Assignment.Units;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Tests.Router.Experiments;

public sealed class AssignmentTests
{
    private const int Units = 4000;

    /// <summary>The 99.9999 % quantile of the chi-square distribution by degrees of freedom (1 to 4): with fixed hashes it holds or it does not.</summary>
    private static readonly double[] Limit = [0, 23.9, 27.6, 30.7, 33.4];

    [Theory]
    [InlineData("exp_1", "", "proj_default", "user-1", 0.08826113504995903, 0.4149724548788747, 70)]
    [InlineData("exp_1", "salt", "proj_default", "用户", 0.15643477473686696, 0.27384764637744263, 38)]
    public void Hash_OfAUnit_NeverChanges(string experiment, string salt, string tenant, string unit, double traffic, double arm, int group) =>
        Assert.Equal(new UnitHash(traffic, arm, group), UnitHash.Of(experiment, salt, tenant, unit));

    [Fact]
    public void Hash_OfALongUnit_IsTaken() => Assert.InRange(UnitHash.Of("e", "", "t", new string('长', 10_000)).Traffic, 0, 1);

    [Property]
    public bool Assignment_OfAUnit_IsSticky(NonNull<string> experiment, NonNull<string> unit) =>
        Assignment.Of(experiment.Get, Define(1, 1, 2), "proj_a", unit.Get) == Assignment.Of(experiment.Get, Define(1, 1, 2), "proj_a", unit.Get);

    [Property(MaxTest = 20)]
    public Property Assignment_OfManyUnits_FollowsTheWeights() => Prop.ForAll(
        Gen.Choose(1, 1_000_000).ToArbitrary(), Gen.Choose(1, 5).Three().ToArbitrary(), (seed, weights) =>
        {
            double[] shares = [weights.Item1, weights.Item2, weights.Item3];
            var counts = Count($"exp_{seed}", Define(1, shares), 3);
            return ChiSquare(counts, [.. shares.Select(share => share / shares.Sum() * Units)]) < Limit[2];
        });

    [Property(MaxTest = 20)]
    public Property Assignment_OfTwoExperiments_IsIndependent() => Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), seed =>
    {
        var definition = Define(1, 1, 1);
        var both = new double[4];
        for (var unit = 0; unit < Units; unit++)
        {
            both[(2 * Assignment.Of($"exp_{seed}", definition, "proj", $"{unit}")!.Value.Arm) + Assignment.Of($"exp_{seed + 1}", definition, "proj", $"{unit}")!.Value.Arm]++;
        }

        return ChiSquare(both, [.. Enumerable.Repeat(Units / 4.0, 4)]) < Limit[3];
    });

    [Property(MaxTest = 20)]
    public Property Assignment_WhenTrafficGrows_KeepsEverybodyInTheirArm() => Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), Gen.Choose(1, 99).ToArbitrary(), (seed, percent) =>
        Enumerable.Range(0, 300).All(unit =>
        {
            var before = Assignment.Of($"exp_{seed}", Define(percent / 100.0, 1, 1), "proj", $"{unit}");
            return before is null || before == Assignment.Of($"exp_{seed}", Define(1, 1, 1), "proj", $"{unit}");
        }));

    [Fact]
    public void Assignment_WithAShareOfTheTraffic_TakesThatShare()
    {
        var definition = Define(0.3, 1, 1);
        var taken = Enumerable.Range(0, Units).Count(unit => Assignment.Of("exp_1", definition, "proj", $"{unit}") is not null);

        Assert.InRange(taken / (double)Units, 0.27, 0.33);
        Assert.All(Enumerable.Range(0, 100), unit => Assert.Null(Assignment.Of("exp_1", Define(0, 1, 1), "proj", $"{unit}")));
    }

    [Fact]
    public void Assignment_OfTheSameUserOfAnotherProject_IsAnother()
    {
        var same = Enumerable.Range(0, 200).Count(unit => Assignment.Of("exp_1", Define(1, 1, 1), "proj_a", $"{unit}")!.Value.Arm == Assignment.Of("exp_1", Define(1, 1, 1), "proj_b", $"{unit}")!.Value.Arm);
        Assert.InRange(same, 60, 140);
    }

    [Fact]
    public void Unit_OfACall_IsWhatItsNameSays()
    {
        var caller = new CallerIdentity(TenantId.Default, "key_1", "ann", "conv_1", "req_1");
        var bare = new CallerIdentity(TenantId.Default, "", null, null, "");

        Assert.Equal(["ann", "conv_1", "key_1", "req_2"], AssignmentUnits.Names.Select(name => AssignmentUnits.Find(name)!.Of(caller, "req_2")));
        Assert.Equal([null, null, null, "req_2"], AssignmentUnits.Names.Select(name => AssignmentUnits.Find(name)!.Of(bare, "req_2")));
        Assert.Null(AssignmentUnits.Find("moon"));
    }

    private static double[] Count(string experiment, ExperimentDefinition definition, int arms)
    {
        var counts = new double[arms];
        for (var unit = 0; unit < Units; unit++)
        {
            counts[Assignment.Of(experiment, definition, "proj", $"{unit}")!.Value.Arm]++;
        }

        return counts;
    }

    private static double ChiSquare(double[] counts, double[] expected) => counts.Zip(expected, (count, of) => (count - of) * (count - of) / of).Sum();

    private static ExperimentDefinition Define(double traffic, params double[] weights) => Definitions.Simple with
    {
        Traffic = traffic,
        Arms = [.. weights.Select((weight, i) => new ArmDefinition($"arm{i}", weight, null, [], null, []))],
    };
}
