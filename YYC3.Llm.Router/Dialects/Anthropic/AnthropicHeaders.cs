using System.Globalization;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>Anthropic's headers, and OpenAI's names for those that it has too (https://docs.claude.com/en/api/rate-limits#response-headers).</summary>
internal static class AnthropicHeaders
{
    public const string Version = "anthropic-version";

    public const string Beta = "anthropic-beta";

    /// <summary>The version whose wire is read and written here.</summary>
    public const string OurVersion = "2023-06-01";

    private const string Limits = "anthropic-ratelimit-";

    /// <summary>The name it is handed on under; null to keep it back. <c>anthropic-ratelimit-requests-limit</c> becomes <c>x-ratelimit-limit-requests</c>.</summary>
    public static string? ForCaller(string name)
    {
        if (name.Equals("request-id", StringComparison.OrdinalIgnoreCase))
        {
            return "x-request-id";
        }

        if (name.StartsWith(Limits, StringComparison.OrdinalIgnoreCase) && name.LastIndexOf('-') is var dash && dash > Limits.Length)
        {
            return $"x-ratelimit-{name[(dash + 1)..].ToLowerInvariant()}-{name[Limits.Length..dash].ToLowerInvariant()}";
        }

        return name.Equals("retry-after", StringComparison.OrdinalIgnoreCase) ? name : null;
    }

    /// <summary>The value under OpenAI's name: when a limit is full again is a duration there (<c>1m2.5s</c>), a time here.</summary>
    public static string Value(string name, string value, DateTimeOffset now) =>
        name.StartsWith(Limits, StringComparison.OrdinalIgnoreCase)
        && name.EndsWith("-reset", StringComparison.OrdinalIgnoreCase)
        && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? Duration(at - now)
            : value;

    private static string Duration(TimeSpan left)
    {
        if (left <= TimeSpan.Zero)
        {
            return "0s";
        }

        var hours = (int)left.TotalHours;
        var seconds = (left.Seconds + (left.Milliseconds / 1000.0)).ToString("0.###", CultureInfo.InvariantCulture);
        return $"{(hours > 0 ? $"{hours}h" : "")}{(left.TotalMinutes >= 1 ? $"{left.Minutes}m" : "")}{seconds}s";
    }
}
