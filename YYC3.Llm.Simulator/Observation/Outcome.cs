namespace YYC3.Llm.Simulator.Observation;

/// <summary>How a call ended, as <c>GET /sim/requests</c> words it.</summary>
internal static class Outcome
{
    /// <summary>It still runs.</summary>
    public const string Running = "running";

    /// <summary>Everything the script holds was sent, its faults included.</summary>
    public const string Completed = "completed";

    /// <summary>The caller left before the end.</summary>
    public const string ClientGone = "client_gone";

    /// <summary>The simulator hung up, as the script says.</summary>
    public const string HungUp = "hung_up";

    /// <summary>The request was not understood.</summary>
    public const string Refused = "refused";
}
