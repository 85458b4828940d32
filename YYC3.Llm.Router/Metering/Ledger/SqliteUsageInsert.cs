using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace YYC3.Llm.Router.Metering.Ledger;

/// <summary>
/// Inserts usage records by SQLite's own interface. A command of Microsoft.Data.Sqlite looks each parameter up by its name for each row,
/// and with as many columns as a record has that costs more than the insert. Most columns have the value of the record before: SQLite keeps those.
/// </summary>
internal sealed class SqliteUsageInsert : IDisposable
{
    // All projects: an outbox holds the records of all of them; each brings its tenant.
    private static readonly string Sql =
        $"insert into usage_records ({LedgerColumns.Names}) values ({string.Join(", ", LedgerColumns.All.Select(_ => "?"))}) on conflict (id) do nothing";

    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    // What is bound; an amount's text is not compared, the amount is. Null at first, as the columns are.
    private readonly string?[] texts = new string?[LedgerColumns.All.Length];
    private readonly long?[] numbers = new long?[LedgerColumns.All.Length];
    private readonly decimal?[] amounts = new decimal?[LedgerColumns.All.Length];
    private byte[] utf8 = new byte[1024];

    /// <param name="connection">An open connection; its transaction is the insert's.</param>
    public SqliteUsageInsert(SqliteConnection connection)
    {
        database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(database, Sql, out statement));
    }

    /// <summary>Inserts a record.</summary>
    /// <returns>False when it is there already.</returns>
    /// <exception cref="SqliteException">SQLite refuses.</exception>
    public bool Insert(UsageRecord record)
    {
        for (var i = 0; i < LedgerColumns.All.Length; i++)
        {
            var column = LedgerColumns.All[i];
            if (column.Number is { } number)
            {
                if (number(record) is var value && value != numbers[i])
                {
                    Check(value is { } set ? raw.sqlite3_bind_int64(statement, i + 1, set) : raw.sqlite3_bind_null(statement, i + 1));
                    numbers[i] = value;
                }
            }
            else if (column.Text is { } text)
            {
                if (text(record) is var value && value != texts[i])
                {
                    Check(Bind(i + 1, value));
                    texts[i] = value;
                }
            }
            else if (column.Amount!(record) is var value && value != amounts[i])
            {
                Check(Bind(i + 1, value is { } amount ? Decimals.Text(amount) : null));
                amounts[i] = value;
            }
        }

        var result = raw.sqlite3_step(statement);
        Check(result == raw.SQLITE_DONE ? raw.sqlite3_reset(statement) : result);
        return raw.sqlite3_changes(database) > 0;
    }

    public void Dispose() => statement.Dispose();

    private int Bind(int index, string? value)
    {
        if (value is null)
        {
            return raw.sqlite3_bind_null(statement, index);
        }

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (utf8.Length < most)
        {
            utf8 = new byte[most];
        }

        return raw.sqlite3_bind_text(statement, index, utf8.AsSpan(0, Encoding.UTF8.GetBytes(value, utf8)));
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, database);
}
