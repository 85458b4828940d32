using YYC3.Llm.Simulator.Dialects;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>Every fault in each of its forms in every dialect where it makes a difference: what a conformance run goes through.</summary>
internal static class FaultMatrix
{
    /// <summary>All cells, dialect by dialect.</summary>
    public static IEnumerable<FaultCase> All(DialectRegistry dialects, FaultRegistry faults) =>
        from dialect in dialects.All
        from fault in faults.All
        where fault.Applies(dialect.Name)
        from example in fault.Examples
        select new FaultCase(dialect.Name, dialect.BasePath, fault.Name, example);
}
