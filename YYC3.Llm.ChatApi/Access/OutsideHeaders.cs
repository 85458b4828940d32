using System.Collections.Frozen;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>Which of our own headers a caller may send. All others carry identity between the services, and are taken off.</summary>
internal static class OutsideHeaders
{
    /// <summary>The headers that callers steer us with.</summary>
    private static readonly FrozenSet<string> Allowed = CallerHeaders.Steering.Append(CallerHeaders.Conversation).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes off what a caller may not send.</summary>
    public static void Strip(IHeaderDictionary headers)
    {
        List<string>? forged = null;
        foreach (var (name, _) in headers)
        {
            if (name.StartsWith(CallerHeaders.Prefix, StringComparison.OrdinalIgnoreCase) && !Allowed.Contains(name))
            {
                (forged ??= []).Add(name);
            }
        }

        forged?.ForEach(name => headers.Remove(name));
    }

    /// <summary>How the caller steers its call; empty as a rule.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="error">Why a value cannot travel on.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Steering(IHeaderDictionary headers, out ApiException? error)
    {
        error = null;
        List<KeyValuePair<string, string>>? steering = null;
        foreach (var name in CallerHeaders.Steering)
        {
            if (!headers.TryGetValue(name, out var values))
            {
                continue;
            }

            var value = values.ToString();
            if (value.Length is 0 or > CallerHeaders.LongestSteering || value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                error = ApiException.BadRequest(name, $"The header {name} must be 1 to {CallerHeaders.LongestSteering} characters of printable ASCII.", "invalid_header");
                return [];
            }

            (steering ??= []).Add(KeyValuePair.Create(name, value));
        }

        return steering ?? (IReadOnlyList<KeyValuePair<string, string>>)[];
    }

    /// <summary>The conversation that the caller named; null when there is none.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="error">Why the name cannot be one: it travels on in a header, and ids are plain.</param>
    public static string? Conversation(IHeaderDictionary headers, out ApiException? error)
    {
        error = null;
        if (!headers.TryGetValue(CallerHeaders.Conversation, out var values))
        {
            return null;
        }

        var value = values.ToString();
        if (PlainId.IsOne(value))
        {
            return value;
        }

        error = ApiException.BadRequest(CallerHeaders.Conversation,
            $"The header {CallerHeaders.Conversation} must be the id of a conversation: 1 to {PlainId.Longest} letters, digits, dashes and underscores.");
        return null;
    }
}
