using System.Text.Json;

namespace YYC3.Llm.Router.Catalog.Stored;

/// <summary>What a model was found to be able to do.</summary>
/// <param name="Capabilities">Those that every deployment showed.</param>
/// <param name="Dimensions">Length of its vectors; null for models that make none.</param>
/// <param name="ProbedAt">When, in UTC microseconds.</param>
/// <param name="Json">All that was found, as the admin API shows it.</param>
internal sealed record ProbeResult(IReadOnlyList<string> Capabilities, long? Dimensions, long ProbedAt, string Json)
{
    /// <summary>Reads what was stored.</summary>
    public static ProbeResult Read(string json, long probedAt)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new ProbeResult(
            [.. root.GetProperty("capabilities").EnumerateArray().Select(item => item.GetString()!)],
            root.TryGetProperty("dimensions", out var dimensions) ? dimensions.GetInt64() : null,
            probedAt,
            json);
    }

    /// <summary>Fills what a definition leaves open; what it declares wins.</summary>
    public ModelDefinition Fill(ModelDefinition definition) => definition with
    {
        Capabilities = definition.Capabilities.Count > 0 ? definition.Capabilities : Capabilities,
        AreCapabilitiesProbed = definition.Capabilities.Count == 0 && Capabilities.Count > 0,
        Dimensions = definition.Dimensions ?? Dimensions,
    };
}
