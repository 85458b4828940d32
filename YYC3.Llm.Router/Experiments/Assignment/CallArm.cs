namespace YYC3.Llm.Router.Experiments.Assignment;

/// <summary>The note on a call that takes part in an experiment.</summary>
/// <param name="Running">The experiment.</param>
/// <param name="Arm">The arm's place among the experiment's.</param>
/// <param name="Group">The unit's group.</param>
internal sealed record CallArm(RunningExperiment Running, int Arm, int Group)
{
    public string ArmId => Running.Experiment.Definition.Arms[Arm].Id;
}
