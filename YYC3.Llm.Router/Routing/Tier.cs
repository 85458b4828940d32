namespace YYC3.Llm.Router.Routing;

/// <summary>How soon a candidate is asked, whatever the policy says: no one is never asked, but some are asked last.</summary>
internal enum Tier : byte
{
    /// <summary>In its turn.</summary>
    Ready,

    /// <summary>When no other is ready: all its places are taken.</summary>
    Full,

    /// <summary>After those: its provider said when to come back.</summary>
    Cooling,

    /// <summary>Last: too many of its calls failed.</summary>
    Open,

    /// <summary>No more: it has been asked, or would only fail again.</summary>
    Done,
}
