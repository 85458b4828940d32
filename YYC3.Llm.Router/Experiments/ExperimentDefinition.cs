using YYC3.Llm.Router.Experiments.Assignment.Units;

namespace YYC3.Llm.Router.Experiments;

/// <summary>What an experiment tries, on whom, and what decides it. Immutable.</summary>
/// <param name="Name">For people.</param>
/// <param name="Description">For people; null for none.</param>
/// <param name="Model">The model whose calls take part.</param>
/// <param name="Unit">What stays in one arm.</param>
/// <param name="Salt">Makes the assignment another one; empty by default.</param>
/// <param name="Traffic">The share of units that take part, 0 to 1. Default 1.</param>
/// <param name="Arms">The control first.</param>
/// <param name="Goal">What decides about the winner; null when nothing does.</param>
/// <param name="Alpha">The chance to declare any winner where arms do not differ. Default 0.05.</param>
/// <param name="PlannedSamples">Observations of each arm at which the test is sharpest. Default 1,000; <c>sample_size</c> tells what is needed.</param>
/// <param name="MinSamples">Observations that each arm needs before a mean is decided on, 20 or more. Default 100.</param>
/// <param name="MinUnits">Units that each arm needs before anything is decided on, where a unit makes several calls: 10 to 100. Default 30.</param>
/// <param name="AutoStop">Whether a winner ends the experiment. Default false.</param>
/// <param name="GuardRails">The harms that end it.</param>
/// <param name="GuardAlpha">The chance that any of them ends it where no arm is worse than its margin. Default 0.05.</param>
/// <param name="Shadow">Where calls are copied to; null for nowhere, the default.</param>
internal sealed record ExperimentDefinition(
    string Name,
    string? Description,
    string Model,
    IAssignmentUnit Unit,
    string Salt,
    double Traffic,
    IReadOnlyList<ArmDefinition> Arms,
    GoalDefinition? Goal,
    double Alpha,
    int PlannedSamples,
    int MinSamples,
    int MinUnits,
    bool AutoStop,
    IReadOnlyList<GuardRail> GuardRails,
    double GuardAlpha,
    ShadowDefinition? Shadow)
{
    /// <summary>The arm that the others are compared with: the model as the catalog has it.</summary>
    public ArmDefinition Control => Arms[0];

    /// <summary>How many differences to the control are looked at.</summary>
    public int Comparisons => Arms.Count - 1;
}
