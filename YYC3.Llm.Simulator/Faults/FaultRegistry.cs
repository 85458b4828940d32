using System.Collections.Frozen;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>The faults by name. A new one is one class and one line here.</summary>
internal sealed class FaultRegistry
{
    private readonly FrozenDictionary<string, IFault> faults = new IFault[]
    {
        new SplitFault(),
        new LineEndFault(),
        new NoSpaceFault(),
        new CommentsFault(),
        new TrailingSpacesFault(),
        new OkErrorFault(),
        new ErrorEventFault(),
        new SilentEndFault(),
        new CutFault(),
        new ResetFault(),
        new UsageFault(),
        new FinishFault(),
        new StallFault(),
        new StatusFault(),
        new FailFault(),
        new EmptyFault(),
        new ToolIndexFault(),
    }.ToFrozenDictionary(fault => fault.Name, StringComparer.Ordinal);

    /// <summary>All faults, by name.</summary>
    public IEnumerable<IFault> All => faults.Values.OrderBy(fault => fault.Name, StringComparer.Ordinal);

    /// <summary>The names, in order.</summary>
    public IEnumerable<string> Names => All.Select(fault => fault.Name);

    /// <summary>The fault of that name, or null.</summary>
    public IFault? Find(string name) => faults.GetValueOrDefault(name);
}
