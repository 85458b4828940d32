namespace YYC3.Llm.Router.Relay;

/// <summary>How a call, or an attempt, ended.</summary>
internal enum CallEnd
{
    /// <summary>With a whole answer.</summary>
    Completed,

    /// <summary>The caller left; the provider's work was stopped.</summary>
    ClientGone,

    /// <summary>With an error, before or after the commit point.</summary>
    UpstreamError,

    /// <summary>Before anybody was asked: a limit, a budget.</summary>
    Refused,

    /// <summary>From the response cache, without asking anybody.</summary>
    Cached,
}
