using System.Data.Common;
using Dapper;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.RagService.Wire;

/// <summary>Runs a paged query: rows ordered by creation time and id, read from a cursor on, so that a page costs the same wherever it lies.</summary>
internal static class Keyset
{
    /// <summary>One page.</summary>
    /// <typeparam name="T">The row.</typeparam>
    /// <param name="connection">The caller's connection.</param>
    /// <param name="page">Which page.</param>
    /// <param name="select">The query up to its conditions, for example <c>select … from files where tenant = @tenant</c>.</param>
    /// <param name="time">The column of the creation time.</param>
    /// <param name="id">The column of the id.</param>
    /// <param name="parameters">The query's parameters.</param>
    /// <param name="cursorOf">The creation time of the row with an id; null when there is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">400: a cursor names no row of the list.</exception>
    public static async Task<(List<T> Rows, bool HasMore)> ReadAsync<T>(
        DbConnection connection, PageQuery page, string select, string time, string id, DynamicParameters parameters, Func<string, Task<long?>> cursorOf, CancellationToken cancellationToken)
    {
        // The page right before an id is read backwards from it, and turned round.
        var backwards = page is { Before: not null, After: null };
        var ascending = page.Descending == backwards;
        var sql = select;
        foreach (var (name, cursor, forward) in new[] { ("after", page.After, !page.Descending), ("before", page.Before, page.Descending) })
        {
            if (cursor is null)
            {
                continue;
            }

            var at = cursor.Contains('\0', StringComparison.Ordinal) ? null : await cursorOf(cursor);
            parameters.Add(name + "_id", cursor);
            parameters.Add(name + "_at", at ?? throw ApiException.BadRequest(name, $"Invalid '{name}': the list holds no '{cursor}'. Pass an id from an earlier page.", "invalid_value"));
            sql += $" and ({time}, {id}) {(forward ? '>' : '<')} (@{name}_at, @{name}_id)";
        }

        var direction = ascending ? "asc" : "desc";
        parameters.Add("take", page.Limit + 1);
        sql += $" order by {time} {direction}, {id} {direction} limit @take";
        var rows = (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken))).AsList();
        var more = rows.Count > page.Limit;
        if (more)
        {
            rows.RemoveAt(page.Limit);
        }

        if (backwards)
        {
            rows.Reverse();
        }

        return (rows, more);
    }
}
