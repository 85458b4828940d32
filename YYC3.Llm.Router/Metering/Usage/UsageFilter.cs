using Dapper;

namespace YYC3.Llm.Router.Metering.Usage;

/// <summary>Which usage is asked for.</summary>
/// <param name="From">Unix seconds, inclusive.</param>
/// <param name="To">Unix seconds, exclusive.</param>
/// <param name="Tenants">These only; empty: all.</param>
/// <param name="Keys">These only.</param>
/// <param name="Users">These only.</param>
/// <param name="Models">These only.</param>
/// <param name="Deployments">These only.</param>
/// <param name="Operations">These only.</param>
internal sealed record UsageFilter(long? From, long? To, string[] Tenants, string[] Keys, string[] Users, string[] Models, string[] Deployments, string[] Operations)
{
    private const long DaySeconds = 86_400;

    /// <summary>Whether the daily sums answer it exactly.</summary>
    public bool IsWholeDays => (From ?? 0) % DaySeconds == 0 && (To ?? 0) % DaySeconds == 0;

    public static UsageFilter Of(IQueryCollection query) => new(
        query.Seconds("start_time"), query.Seconds("end_time"), query.List("tenant"), query.List("key"), query.List("user"), query.List("model"), query.List("deployment"), query.List("operation"));

    /// <summary>The condition, and its values.</summary>
    /// <param name="at">The column of the time.</param>
    /// <param name="values">Takes the values.</param>
    /// <param name="arrays">Whether the database takes a list as one value.</param>
    public string Where(string at, DynamicParameters values, bool arrays)
    {
        var conditions = new List<string> { "1 = 1" };
        Add($"{at} >= @from", "from", From * 1_000_000);
        Add($"{at} < @to", "to", To * 1_000_000);
        In("tenant", Tenants);
        In("key_id", Keys);
        In("user_id", Users);
        In("model", Models);
        In("deployment", Deployments);
        In("operation", Operations);
        return string.Join(" and ", conditions);

        void Add(string condition, string name, long? value)
        {
            if (value is not null)
            {
                conditions.Add(condition);
                values.Add(name, value);
            }
        }

        void In(string column, string[] wanted)
        {
            if (wanted.Length > 0)
            {
                conditions.Add(arrays ? $"{column} = any(@{column}s)" : $"{column} in @{column}s");
                values.Add($"{column}s", wanted);
            }
        }
    }
}
