using System.Globalization;
using System.Text.Json;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Experiments.Api;

/// <summary>Lists in pages, as OpenAI's API has them.</summary>
internal static class PageLimit
{
    private const int Default = 20;
    private const int Most = 100;

    /// <summary>How many items the caller wants: <c>limit</c>, 1 to 100, else 20.</summary>
    /// <exception cref="ApiException">400: it is no such number.</exception>
    public static int Of(IQueryCollection query)
    {
        var limit = Default;
        return !query.TryGetValue("limit", out var given) || (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= Most)
            ? limit
            : throw ApiException.BadRequest("limit", $"Invalid value for 'limit': expected an integer from 1 to {Most}.", "invalid_value");
    }

    /// <summary>A filter; null when it is left out.</summary>
    /// <exception cref="ApiException">400: no id or name looks like this.</exception>
    public static string? Filter(IQueryCollection query, string name) => (string?)query[name] switch
    {
        null or "" => null,
        { Length: <= 256 } text when !text.Any(char.IsControl) => text,
        _ => throw ApiException.BadRequest(name, $"Invalid value for '{name}': at most 256 characters, none of them control characters, are allowed.", "invalid_value"),
    };

    /// <summary>A page from rows of which one more was read than is shown.</summary>
    public static void Write<T>(Utf8JsonWriter json, IReadOnlyList<T> rows, int limit, Func<T, string> id, Action<Utf8JsonWriter, T> write)
    {
        var count = Math.Min(rows.Count, limit);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var row in rows.Take(count))
        {
            write(json, row);
        }

        json.WriteEndArray();
        json.WriteString("first_id"u8, count > 0 ? id(rows[0]) : null);
        json.WriteString("last_id"u8, count > 0 ? id(rows[count - 1]) : null);
        json.WriteBoolean("has_more"u8, rows.Count > count);
        json.WriteEndObject();
    }
}
