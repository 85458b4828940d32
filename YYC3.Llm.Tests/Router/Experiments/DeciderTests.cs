using YYC3.Llm.Router.Experiments;
using YYC3.Llm.Router.Experiments.Assignment.Units;
using YYC3.Llm.Router.Experiments.Decisions;
using YYC3.Llm.Router.Experiments.Outcomes;

namespace YYC3.Llm.Tests.Router.Experiments;

public sealed class DeciderTests
{
    [Fact]
    public void Decide_WithoutObservations_KnowsNothing() => Assert.Null(Decider.Decide(Definitions.Simple, [new ArmTally(), new ArmTally()]));

    [Fact]
    public void Decide_WhenTheArmIsFaster_NamesIt()
    {
        var decision = Decider.Decide(Definitions.Simple, [Latencies(500, 1.0), Latencies(500, 0.8)]);

        Assert.Equal("b", decision!.Winner);
        Assert.Null(decision.Harmful);
        Assert.Contains("b has latency 0.8 against 1 of control, with 500 and 500 observations", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_WhenTheArmIsSlower_NamesTheControl() =>
        Assert.Equal("control", Decider.Decide(Definitions.Simple, [Latencies(500, 0.8), Latencies(500, 1.0)])!.Winner);

    [Fact]
    public void Decide_OfAnArmThatIsSlowerBesideOneThatIsAlike_NamesNobody()
    {
        var three = Definitions.Simple with { Arms = [.. Definitions.Simple.Arms, new ArmDefinition("c", 1, "third", [], null, [])] };

        Assert.Null(Decider.Decide(three, [Latencies(500, 1), Latencies(500, 2), Latencies(500, 1)]));
        Assert.Equal("control", Decider.Decide(three, [Latencies(500, 1), Latencies(500, 2), Latencies(500, 2)])!.Winner);
        Assert.Equal("c", Decider.Decide(three, [Latencies(500, 1), Latencies(500, 0.9), Latencies(500, 0.5)])!.Winner);
    }

    [Fact]
    public void Decide_OnFewObservations_Waits()
    {
        Assert.Null(Decider.Decide(Definitions.Simple, [Latencies(99, 1), Latencies(500, 0.1)]));
        Assert.NotNull(Decider.Decide(Definitions.Simple, [Latencies(100, 1), Latencies(100, 0.1)]));
    }

    [Fact]
    public void Decide_OnFewUsers_Waits()
    {
        var sticky = Definitions.Simple with { Unit = AssignmentUnits.Find("user")! };

        Assert.Null(Decider.Decide(sticky, [Latencies(1000, 1, groups: 29), Latencies(1000, 0.1, groups: 128)]));
        Assert.NotNull(Decider.Decide(sticky, [Latencies(1000, 1, groups: 30), Latencies(1000, 0.1, groups: 30)]));
    }

    [Fact]
    public void Decide_WhenOnlyUsersDiffer_IsNotMisled()
    {
        // Each user has a latency of their own, from 0.5 to 1.5 s. 20,000 calls of 40 users look certain, and are not: the arms' users differ by 0.05 s on the average.
        ArmTally Of(double shift)
        {
            var arm = new ArmTally();
            for (var i = 0; i < 10_000; i++)
            {
                var user = i % 40;
                arm.Observe(user, new Outcome { Latency = 0.5 + (user / 40.0) + shift });
            }

            return arm;
        }

        var each = Definitions.Simple;
        Assert.NotNull(Decider.Decide(each, [Of(0), Of(0.05)]));
        Assert.Null(Decider.Decide(each with { Unit = AssignmentUnits.Find("user")! }, [Of(0), Of(0.05)]));
    }

    [Fact]
    public void Decide_WhenAGuardRailIsHit_NamesTheHarmBeforeTheWinner()
    {
        var guarded = Definitions.Simple with { GuardRails = [new GuardRail(Definitions.ErrorRate, 0.02, Relative: false)] };
        var control = Latencies(500, 1.0, failed: 5);
        var decision = Decider.Decide(guarded, [control, Latencies(500, 0.5, failed: 100)]);

        Assert.Equal("b", decision!.Harmful);
        Assert.Null(decision.Winner);
        Assert.Contains("error_rate 0.2 against 0.01", decision.Reason, StringComparison.Ordinal);
        Assert.Equal("b", Decider.Decide(guarded, [control, Latencies(500, 0.5, failed: 10)])!.Winner);
    }

    [Fact]
    public void Decide_OfADeadArm_NeedsTenCalls()
    {
        var guarded = Definitions.Simple with { GuardRails = [new GuardRail(Definitions.ErrorRate, 0.02, Relative: false)] };

        Assert.Equal("b", Decider.Decide(guarded, [Latencies(10, 1), Latencies(10, 1, failed: 10)])!.Harmful);
        Assert.Null(Decider.Decide(guarded, [Latencies(10, 1), Latencies(10, 1, failed: 1)]));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public void Decide_OfADeadArm_SeesItHoweverLateItLooks(int calls)
    {
        var guarded = Definitions.Simple with { Goal = null, AutoStop = false, GuardRails = [new GuardRail(Definitions.ErrorRate, 0.02, Relative: false)] };

        Assert.Equal("b", Decider.Decide(guarded, [Latencies(calls, 1), Latencies(calls, 1, failed: calls)])?.Harmful);
    }

    [Theory]
    [InlineData(1.05, false)]
    [InlineData(1.3, true)]
    public void Decide_OfAMean_HitsTheRailOnlyBeyondItsMargin(double slower, bool isHit)
    {
        var guarded = Definitions.Simple with { Goal = null, AutoStop = false, GuardRails = [new GuardRail(Definitions.Latency, 0.1, Relative: true)] };

        Assert.Equal(isHit ? "b" : null, Decider.Decide(guarded, [Latencies(2000, 1), Latencies(2000, slower)])?.Harmful);
    }

    [Theory]
    [InlineData(0.7, null)]
    [InlineData(0.2, "b")]
    public void Decide_OfAScore_TakesLessForWorse(double score, string? harmful)
    {
        var guarded = Definitions.Simple with { Goal = null, AutoStop = false, GuardRails = [new GuardRail(Definitions.Feedback, 0.1, Relative: false)] };
        ArmTally Scores(double mean)
        {
            var arm = new ArmTally();
            for (var i = 0; i < 1000; i++)
            {
                arm.Observe(0, new Outcome { Feedback = mean + (i % 2 == 0 ? 0.1 : -0.1) });
            }

            return arm;
        }

        Assert.Equal(harmful, Decider.Decide(guarded, [Scores(0.7), Scores(score)])?.Harmful);
    }

    [Fact]
    public void Decide_OfFixedPrices_SeesTheDifferenceAndNoneWhereThereIsNone()
    {
        ArmTally Costs(double price)
        {
            var arm = new ArmTally();
            for (var i = 0; i < 200; i++)
            {
                arm.Observe(0, new Outcome { Cost = price });
            }

            return arm;
        }

        var cost = OutcomeMetrics.IndexOf("cost");
        var guarded = Definitions.Simple with { Goal = new GoalDefinition(cost, Increase: false), GuardRails = [new GuardRail(cost, 0.2, Relative: true)] };
        Assert.Null(Decider.Decide(guarded, [Costs(0.01), Costs(0.01)]));
        Assert.Equal("b", Decider.Decide(guarded, [Costs(0.01), Costs(0.013)])!.Harmful);
        Assert.Equal("b", Decider.Decide(guarded, [Costs(0.01), Costs(0.009)])!.Winner);
    }

    /// <summary>Latencies that spread by ± 20 %.</summary>
    private static ArmTally Latencies(int count, double mean, int groups = 1, int failed = 0)
    {
        var arm = new ArmTally();
        for (var i = 0; i < count; i++)
        {
            arm.Observe(i % groups, new Outcome { Latency = mean * (i / groups % 2 == 0 ? 0.8 : 1.2), Failed = i < failed });
        }

        return arm;
    }
}
