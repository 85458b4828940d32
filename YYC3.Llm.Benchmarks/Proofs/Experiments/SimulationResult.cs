namespace YYC3.Llm.Benchmarks.Proofs.Experiments;

/// <summary>What came of simulated experiments.</summary>
/// <param name="Experiments">How many were run.</param>
/// <param name="Winners">How many declared a winner that is not the control.</param>
/// <param name="ControlWinners">How many declared the control.</param>
/// <param name="Harms">How many a guard rail ended.</param>
/// <param name="MeanCalls">Calls until the end, on the average.</param>
internal sealed record SimulationResult(int Experiments, int Winners, int ControlWinners, int Harms, double MeanCalls)
{
    /// <summary>The share that declared any winner.</summary>
    public double WinnerRate => (double)(Winners + ControlWinners) / Experiments;

    /// <summary>The share that a guard rail ended.</summary>
    public double HarmRate => (double)Harms / Experiments;
}
