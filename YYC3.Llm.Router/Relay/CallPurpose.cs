namespace YYC3.Llm.Router.Relay;

/// <summary>The note on a call that is none of a caller's own; without it a call is one. Metering writes its name beside the usage, and charges no budget with it.</summary>
/// <param name="Name">As the ledger has it.</param>
internal sealed record CallPurpose(string Name)
{
    /// <summary>A copy of a call, sent for comparison after the caller had its answer.</summary>
    public static readonly CallPurpose Shadow = new("shadow");
}
