using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>Lists as parameters: PostgreSQL takes an array, for SQLite Dapper writes out the list.</summary>
internal static class SqlLists
{
    /// <summary>The condition that a column has one of the values of an array.</summary>
    /// <param name="database">Where the statement runs.</param>
    /// <param name="column">The column.</param>
    /// <param name="parameter">The name of the parameter, an array.</param>
    public static string In(this IDatabase database, string column, string parameter) =>
        database.Backend == "sqlite" ? $"{column} in @{parameter}" : $"{column} = any(@{parameter})";
}
