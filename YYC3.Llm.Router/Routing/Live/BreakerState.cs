namespace YYC3.Llm.Router.Routing.Live;

/// <summary>How much a deployment is trusted.</summary>
internal enum BreakerState
{
    /// <summary>Asked in its turn.</summary>
    Closed,

    /// <summary>Its time is over: the next call in whose turn it comes is the probe.</summary>
    HalfOpen,

    /// <summary>Asked last.</summary>
    Open,
}
