using System.Globalization;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Metering.Usage;

/// <summary>Reads the parameters of an address, each checked, the wrong one named.</summary>
internal static class QueryText
{
    public static long? Seconds(this IQueryCollection query, string name)
    {
        if (!query.TryGetValue(name, out var text))
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 253_402_300_799
            ? seconds
            : throw ApiException.BadRequest(name, $"Invalid value for '{name}': expected a time in whole seconds since 1970.", "invalid_value");
    }

    public static int Number(this IQueryCollection query, string name, int otherwise, int most)
    {
        if (!query.TryGetValue(name, out var text))
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw ApiException.BadRequest(name, $"Invalid value for '{name}': expected an integer from 1 to {most}.", "invalid_value");
    }

    /// <summary>A list: the name several times, with or without brackets, or once with commas.</summary>
    public static string[] List(this IQueryCollection query, string name) =>
        [.. query[name].Concat(query[name + "[]"]).SelectMany(text => text!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    public static string[] OneOf(this IQueryCollection query, string name, params string[] known)
    {
        var values = query.List(name);
        return values.FirstOrDefault(value => !known.Contains(value, StringComparer.Ordinal)) is { } wrong
            ? throw ApiException.BadRequest(name, $"Invalid value for '{name}': '{wrong}' is none of {string.Join(", ", known)}.", "invalid_value")
            : values;
    }
}
