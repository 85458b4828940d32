using YYC3.Llm.Simulator.Dialects;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>One cell of the matrix of dialects and faults.</summary>
/// <param name="Dialect">The dialect's name.</param>
/// <param name="BasePath">Where its provider's base URL points.</param>
/// <param name="Fault">The fault's name.</param>
/// <param name="Example">The fault as a script's parameter, in one of its forms; append it to <c>sim?</c>.</param>
internal sealed record FaultCase(string Dialect, string BasePath, string Fault, string Example);

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
