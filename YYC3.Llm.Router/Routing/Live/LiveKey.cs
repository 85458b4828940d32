namespace YYC3.Llm.Router.Routing.Live;

/// <summary>What calls have found out about one key of a provider, whatever the model. Providers without keys have one of these too.</summary>
/// <param name="id">Names the key without giving it away.</param>
/// <param name="clock">The clock.</param>
internal sealed class LiveKey(string id, LiveClock clock)
{
    public string Id => id;

    /// <summary>Calls under way.</summary>
    public Occupancy Occupancy { get; } = new();

    /// <summary>On while the key is refused or its account has no quota.</summary>
    public Cooldown Cooldown { get; } = new(clock);
}
