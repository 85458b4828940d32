using System.Data.Common;
using Microsoft.Data.Sqlite;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ServiceDefaults.Storage;

/// <summary>One file, write-ahead logging: readers never wait for the writer, and a killed process loses nothing that was committed.</summary>
internal sealed class SqliteDatabase : IDatabase
{
    // Pages of 16 KiB instead of 4 take a ledger's records and an index's segments in a quarter of the writes (a file that is there keeps its own).
    // A writer that finds another one is woken by SQLite within milliseconds; the provider's own waiting looks again after 150.
    private const string Settings = "pragma page_size = 16384; pragma journal_mode = wal; pragma synchronous = normal; pragma temp_store = memory; pragma busy_timeout = 10000;";
    private readonly string connectionString;

    /// <param name="path">The file; its folder is made when missing.</param>
    /// <exception cref="StartupException">The folder cannot be written.</exception>
    public SqliteDatabase(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The data directory for {path} cannot be written: {failure.Message} Set DataDirectory to a folder that can.", failure);
        }

        connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            ForeignKeys = true,
            DefaultTimeout = 10, // Seconds that a writer waits for another one.
        }.ToString();
    }

    public string Backend => "sqlite";

    public ValueTask<DbConnection> OpenAsync(TenantId tenant, CancellationToken cancellationToken) => OpenAsync(cancellationToken);

    public async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        await Task.Yield(); // SQLite blocks, and a caller that starts several things at once does not wait for the first.
        var connection = new SqliteConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = Settings;
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
