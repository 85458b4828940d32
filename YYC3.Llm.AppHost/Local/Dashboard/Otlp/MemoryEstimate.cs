namespace YYC3.Llm.AppHost.Local.Dashboard.Otlp;

/// <summary>
/// What a decoded item costs in memory, near enough to keep a store under its limit: UTF-8 on the wire becomes UTF-16,
/// and each object and string has a header.
/// </summary>
internal static class MemoryEstimate
{
    /// <summary>A span or log record of that many wire bytes, in bytes of memory.</summary>
    public static int Item(int wireBytes) => 400 + (2 * wireBytes);

    /// <summary>The headers of that many attributes, in bytes.</summary>
    public static int Attributes(int count) => 64 * count;
}
