using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>One way in which providers deviate or fail. It works on the reply's draft, before or after the dialect has written it.</summary>
internal interface IFault
{
    /// <summary>The name in scripts.</summary>
    string Name { get; }

    /// <summary>One line for the help page: values and effect.</summary>
    string Summary { get; }

    /// <summary>Examples as a script's parameter, one for each of its forms: what a conformance run enumerates.</summary>
    IReadOnlyList<string> Examples { get; }

    /// <summary>Whether the fault makes a difference in a dialect.</summary>
    bool Applies(string dialect) => true;

    /// <summary>Changes what the dialect is about to write: usage, finish reason.</summary>
    void Shape(Draft draft, FaultArgument argument)
    {
    }

    /// <summary>Changes what the dialect has written: status, events, framing, pace, ending.</summary>
    void Bend(Draft draft, FaultArgument argument)
    {
    }
}
