namespace YYC3.Llm.Router.Relay;

/// <summary>How a call ended.</summary>
internal enum CallEnd
{
    /// <summary>With a whole answer.</summary>
    Completed,

    /// <summary>The caller left; the provider's work was stopped.</summary>
    ClientGone,

    /// <summary>With an error, before or after the commit point.</summary>
    UpstreamError,
}
