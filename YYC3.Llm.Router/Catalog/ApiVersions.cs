using System.Text.RegularExpressions;

namespace YYC3.Llm.Router.Catalog;

/// <summary>How providers name the versions of their API: a date, perhaps a preview's, or a word.</summary>
internal static partial class ApiVersions
{
    /// <summary>Such as <c>2024-10-21</c>, <c>2025-04-01-preview</c>, <c>preview</c>, <c>v1</c>.</summary>
    public static bool IsVersion(string text) => Form().IsMatch(text);

    [GeneratedRegex(@"\A(\d{4}-\d{2}-\d{2}(-preview)?|preview|latest|v\d)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
