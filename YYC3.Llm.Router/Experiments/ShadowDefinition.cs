namespace YYC3.Llm.Router.Experiments;

/// <summary>Where a share of the calls is copied to after they were answered; nobody sees those answers.</summary>
/// <param name="Share">Of the model's calls, more than 0, at most 1.</param>
/// <param name="Arm">Who answers the copies; its id is <c>shadow</c>.</param>
internal sealed record ShadowDefinition(double Share, ArmDefinition Arm)
{
    /// <summary>The name of the shadow among the arms.</summary>
    public const string ArmId = "shadow";
}
