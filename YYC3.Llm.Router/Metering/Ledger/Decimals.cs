using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.Router.Metering.Ledger;

/// <summary>Exact amounts in both databases: PostgreSQL has a type for them, SQLite gets two functions over text.</summary>
internal static class Decimals
{
    /// <summary>A connection for all projects on which amounts can be added.</summary>
    public static async ValueTask<DbConnection> OpenExactAsync(this IDatabase database, CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken);
        if (connection is SqliteConnection sqlite)
        {
            sqlite.CreateFunction("decimal_add", (string a, string b) => Text(Parse(a) + Parse(b)), isDeterministic: true);
            sqlite.CreateAggregate("decimal_sum", 0m, (decimal sum, string? next) => next is null ? sum : sum + Parse(next), Text, isDeterministic: true);
        }

        return connection;
    }

    /// <summary>The SQL of a sum of amounts, as text.</summary>
    public static string Sum(IDatabase database, string column) =>
        database.Backend == "postgres" ? $"coalesce(sum({column}), 0)::text" : $"decimal_sum({column})";

    public static string Text(decimal amount) => Prices.CostFormula.Plain(amount).ToString(CultureInfo.InvariantCulture);

    public static decimal Parse(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    /// <summary>An amount as the database takes it.</summary>
    public static object? Stored(IDatabase database, decimal? amount) =>
        amount is not { } value ? null : database.Backend == "postgres" ? value : Text(value);
}
