using System.Globalization;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.ResponseCache;

/// <summary>What a call wants of the response cache.</summary>
/// <param name="Reads">Whether an answer may come from it.</param>
/// <param name="Writes">Whether the answer may go into it.</param>
/// <param name="Lifetime">How long the answer is good for.</param>
/// <param name="Tags">Under which names it can be made invalid besides its model and project.</param>
internal sealed record CacheWish(bool Reads, bool Writes, TimeSpan Lifetime, IReadOnlyList<string> Tags)
{
    /// <summary><c>on</c>, <c>off</c>, <c>refresh</c> (ask anew and keep the answer) or <c>read-only</c> (keep nothing).</summary>
    public const string Header = "x-yyc3-cache";

    /// <summary>Seconds that the answer is good for.</summary>
    public const string LifetimeHeader = "x-yyc3-cache-ttl";

    /// <summary>Names, separated by commas.</summary>
    public const string TagsHeader = "x-yyc3-tags";

    /// <summary>Longest lifetime; counters of invalidations outlive it.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(7);

    private const int MostTags = 16;
    private const int LongestTag = 64;

    private static readonly CacheWish Nothing = new(false, false, TimeSpan.Zero, []);

    /// <summary>Reads the headers of a call.</summary>
    /// <param name="headers">The call's.</param>
    /// <param name="options">What holds when it says nothing.</param>
    /// <param name="error">What is wrong with them.</param>
    public static CacheWish Read(IHeaderDictionary headers, ResponseCacheOptions options, out ApiException? error)
    {
        error = null;
        var mode = headers[Header].ToString();
        if (mode.Length == 0)
        {
            mode = options.Enabled ? "on" : "off";
        }

        if (mode is not ("on" or "off" or "refresh" or "read-only"))
        {
            error = ApiException.BadRequest(Header, $"The header {Header} must be on, off, refresh or read-only, not '{mode}'.");
            return Nothing;
        }

        if (mode == "off")
        {
            return Nothing;
        }

        var lifetime = options.Lifetime;
        if (headers.TryGetValue(LifetimeHeader, out var seconds))
        {
            if (!int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < 1 || value > LongestLifetime.TotalSeconds)
            {
                error = ApiException.BadRequest(LifetimeHeader, $"The header {LifetimeHeader} must be a number of seconds from 1 to {LongestLifetime.TotalSeconds:0}.");
                return Nothing;
            }

            lifetime = TimeSpan.FromSeconds(value);
        }

        var tags = headers[TagsHeader].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (tags.Length > MostTags || Array.Exists(tags, tag => tag.Length > LongestTag))
        {
            error = ApiException.BadRequest(TagsHeader, $"The header {TagsHeader} may hold {MostTags} tags of {LongestTag} characters at most.");
            return Nothing;
        }

        return new CacheWish(mode is "on" or "read-only", mode is "on" or "refresh", lifetime, tags);
    }
}
