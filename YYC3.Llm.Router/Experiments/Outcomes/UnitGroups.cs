namespace YYC3.Llm.Router.Experiments.Outcomes;

/// <summary>The groups that units are hashed into, so that what calls of one unit have in common can be told from chance without a row for each unit.</summary>
internal static class UnitGroups
{
    /// <summary>How many. The variance between so many groups is known to √(2/127) ≈ 13 %.</summary>
    public const int Count = 128;
}
