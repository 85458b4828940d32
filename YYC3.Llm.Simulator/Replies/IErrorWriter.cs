namespace YYC3.Llm.Simulator.Replies;

/// <summary>How a dialect writes errors.</summary>
internal interface IErrorWriter
{
    /// <summary>The dialect's name.</summary>
    string Dialect { get; }

    /// <summary>The body of an HTTP error.</summary>
    byte[] Body(SimulatedError error);

    /// <summary>The event that reports an error in mid-stream.</summary>
    SimEvent Event(SimulatedError error, string model);

    /// <summary>The HTTP status this dialect sends for such an error; some send 200.</summary>
    int StatusOf(SimulatedError error) => error.Status;
}
