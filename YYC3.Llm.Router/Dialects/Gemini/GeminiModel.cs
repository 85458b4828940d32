using System.Globalization;
using System.Text.RegularExpressions;

namespace YYC3.Llm.Router.Dialects.Gemini;

/// <summary>What a model's name says of what it accepts.</summary>
/// <param name="Version">Such as 2.5; 0 for other families (Gemma, tuned models); the newest for names without a number, such as <c>gemini-flash-latest</c>.</param>
/// <param name="IsPro">Whether it is one of the large models, which cannot be kept from thinking.</param>
internal readonly partial record struct GeminiModel(decimal Version, bool IsPro)
{
    /// <summary>From this version on thinking is asked for by level, and calls need their signatures.</summary>
    public bool HasLevels => Version >= 3;

    /// <summary>From this version on a model thinks.</summary>
    public bool Thinks => Version >= 2.5m;

    /// <summary>Whether it fetches files from any public address (https://ai.google.dev/gemini-api/docs/file-input-methods).</summary>
    public bool FetchesUrls => Version >= 2.5m;

    public static GeminiModel Of(string name)
    {
        var model = name[(name.LastIndexOf('/') + 1)..];
        var version = Number().Match(model) is { Success: true } match
            ? decimal.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : model.StartsWith("gemini-", StringComparison.OrdinalIgnoreCase) ? decimal.MaxValue : 0;
        return new GeminiModel(version, model.Contains("-pro", StringComparison.OrdinalIgnoreCase));
    }

    [GeneratedRegex(@"^gemini-([0-9]{1,4}(?:\.[0-9]{1,4})?)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
