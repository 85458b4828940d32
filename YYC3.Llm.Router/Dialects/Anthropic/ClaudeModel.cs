using System.Globalization;
using System.Text.RegularExpressions;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>What a model's name says of what it accepts. Names that are not Claude's are taken for models of the older rules.</summary>
internal static partial class ClaudeModel
{
    /// <summary>Whether thinking is adaptive, steered by <c>output_config.effort</c>: from 4.6 on. Before, it has a budget of tokens (https://docs.claude.com/en/docs/build-with-claude/adaptive-thinking).</summary>
    public static bool ThinksAdaptively(string model) => Version(model) >= 4.6m;

    /// <summary>Whether temperature, top_p and top_k are refused: from 4.7 on.</summary>
    public static bool RefusesSampling(string model) => Version(model) >= 4.7m;

    /// <summary>Whether temperature and top_p are refused together: from 4.5 on, and by Opus 4.1.</summary>
    public static bool RefusesBothSamplings(string model) => Version(model) is >= 4.5m || (Version(model) >= 4.1m && model.Contains("opus", StringComparison.Ordinal));

    /// <summary>Whether <c>output_config.format</c> holds answers to a schema: from 4.5 on, and Opus 4.1 (https://docs.claude.com/en/docs/build-with-claude/structured-outputs).</summary>
    public static bool HasStructuredOutputs(string model) => RefusesBothSamplings(model);

    /// <summary>The version in <c>claude-opus-4-7</c>, <c>claude-sonnet-5</c>, <c>anthropic.claude-haiku-4-5-20251001-v1:0</c>; 0 when there is none.</summary>
    private static decimal Version(string model) => Pattern().Match(model) is { Success: true } match
        ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) + (match.Groups[2].Success ? int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) / 10m : 0)
        : 0;

    // A date is not a version: claude-opus-4-20250514 is 4.0.
    [GeneratedRegex(@"claude-[a-z]+-(\d{1,2})(?:[-.](\d{1,2})(?!\d))?(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
