using YYC3.Llm.Router.Dialects;

namespace YYC3.Llm.Router.Catalog;

/// <summary>Checks the settings that only some dialects have.</summary>
internal static class DialectSettings
{
    /// <param name="walk">Takes the faults.</param>
    /// <param name="at">Path of the provider or deployment.</param>
    /// <param name="dialect">Its dialect.</param>
    /// <param name="auth">How keys are to be sent; null when it is not said.</param>
    /// <param name="apiVersion">The version of the provider's API; null when it is not said.</param>
    /// <param name="edits">Fields to drop or rename.</param>
    public static void Check(JsonWalker walk, string at, IDialect dialect, string? auth, string? apiVersion, FieldEdits edits)
    {
        if (auth is { Length: > 0 } && !dialect.AuthModes.Contains(auth, StringComparer.Ordinal))
        {
            walk.Fault($"{at}.auth", dialect.AuthModes.Count == 0
                ? $"has no meaning for the dialect {dialect.Name}, which sends its keys in one way; leave it out"
                : $"is '{auth}', which is none of {string.Join(", ", dialect.AuthModes)}");
        }

        if (apiVersion is { Length: > 0 })
        {
            if (!dialect.HasApiVersions)
            {
                walk.Fault($"{at}.apiVersion", $"has no meaning for the dialect {dialect.Name}; leave it out");
            }
            else if (!apiVersion.Contains("${", StringComparison.Ordinal) && !ApiVersions.IsVersion(apiVersion))
            {
                walk.Fault($"{at}.apiVersion", "must be a version such as 2024-10-21, 2025-04-01-preview or preview");
            }
        }

        if (!dialect.HasOpenAiShape && !edits.IsEmpty)
        {
            walk.Fault($"{at}.{(edits.Drop.Count > 0 ? "drop" : "rename")}", $"has no meaning for the dialect {dialect.Name}, which writes requests of its own; leave it out");
        }
    }
}
