using System.Globalization;
using System.Runtime.InteropServices;

namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>What the figures depend on besides the code.</summary>
internal static class MachineFacts
{
    /// <summary>Processes that want a core, averaged over the last minute; what others do to the machine shows in the figures. Null where the system does not say.</summary>
    public static double? Load
    {
        get
        {
            const string Facts = "/proc/loadavg";
            return File.Exists(Facts) ? double.Parse(File.ReadAllText(Facts).Split(' ')[0], CultureInfo.InvariantCulture) : null;
        }
    }

    /// <summary>One line: processor, cores, memory, system, runtime.</summary>
    public static string Line
    {
        get
        {
            var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
            return $"{ProcessorName}, {Environment.ProcessorCount} cores, {memory:F0} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";
        }
    }

    private static string ProcessorName
    {
        get
        {
            const string Facts = "/proc/cpuinfo";
            var line = File.Exists(Facts) ? File.ReadLines(Facts).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
            return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
        }
    }
}
