using System.Globalization;
using System.Text.Json.Nodes;

namespace YYC3.Llm.ChatApi.Personal.Habits;

/// <summary>What daily counts say of a window of days, against the window before.</summary>
internal static class HabitReport
{
    private const int Shown = 20;

    /// <summary>The report.</summary>
    /// <param name="counts">The counts of both windows.</param>
    /// <param name="today">The last day.</param>
    /// <param name="days">How long a window is.</param>
    /// <param name="zone">The person's time zone.</param>
    public static JsonObject Write(IReadOnlyList<(long Day, string Kind, string Name, long Count)> counts, long today, int days, TimeZoneInfo zone)
    {
        var first = today - days + 1;
        var now = counts.Where(count => count.Day >= first).ToList();
        var before = counts.Where(count => count.Day < first).ToList();
        var hours = new long[24];
        var weekdays = new long[7];
        foreach (var (day, _, name, count) in now.Where(count => count.Kind == HabitCounter.Hour))
        {
            var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds((day * 86_400) + (int.Parse(name, CultureInfo.InvariantCulture) * 3600)), zone);
            hours[local.Hour] += count;
            weekdays[((int)local.DayOfWeek + 6) % 7] += count;
        }

        return new JsonObject
        {
            ["object"] = "profile.habits",
            ["window_days"] = days,
            ["time_zone"] = zone.Id,
            ["runs"] = Trend(now, before, HabitCounter.Runs),
            ["hours"] = new JsonArray([.. hours.Select(count => JsonValue.Create(count))]),
            ["weekdays"] = new JsonArray([.. weekdays.Select(count => JsonValue.Create(count))]), // From Monday on.
            ["terms"] = Top(now, before, HabitCounter.Term),
            ["models"] = Top(now, before, HabitCounter.Model),
            ["vector_stores"] = Top(now, before, HabitCounter.Store),
            ["typical_length"] = new JsonObject { [HabitCounter.QuestionCharacters] = Mean(now, HabitCounter.QuestionCharacters), [HabitCounter.AnswerTokens] = Mean(now, HabitCounter.AnswerTokens) },
            ["typical_length_before"] = new JsonObject { [HabitCounter.QuestionCharacters] = Mean(before, HabitCounter.QuestionCharacters), [HabitCounter.AnswerTokens] = Mean(before, HabitCounter.AnswerTokens) },
        };
    }

    /// <summary>Names of a kind, the most frequent first.</summary>
    public static IEnumerable<(string Name, long Count)> Most(IEnumerable<(long Day, string Kind, string Name, long Count)> counts, string kind) => counts
        .Where(count => count.Kind == kind).GroupBy(count => count.Name, StringComparer.Ordinal).Select(group => (group.Key, Count: group.Sum(count => count.Count)))
        .OrderByDescending(entry => entry.Count).ThenBy(entry => entry.Key, StringComparer.Ordinal);

    private static JsonArray Top(List<(long Day, string Kind, string Name, long Count)> now, List<(long Day, string Kind, string Name, long Count)> before, string kind)
    {
        var earlier = Most(before, kind).ToDictionary(entry => entry.Name, entry => entry.Count, StringComparer.Ordinal);
        return [.. Most(now, kind).Take(Shown).Select(entry => new JsonObject { ["name"] = entry.Name, ["count"] = entry.Count, ["before"] = earlier.GetValueOrDefault(entry.Name) })];
    }

    private static JsonObject Trend(List<(long Day, string Kind, string Name, long Count)> now, List<(long Day, string Kind, string Name, long Count)> before, string kind) =>
        new() { ["count"] = Sum(now, kind), ["before"] = Sum(before, kind) };

    private static JsonNode? Mean(List<(long Day, string Kind, string Name, long Count)> counts, string kind) =>
        Sum(counts, HabitCounter.Runs) is > 0 and var runs ? Math.Round((double)Sum(counts, kind) / runs, 1) : null;

    private static long Sum(List<(long Day, string Kind, string Name, long Count)> counts, string kind) => counts.Where(count => count.Kind == kind).Sum(count => count.Count);
}
