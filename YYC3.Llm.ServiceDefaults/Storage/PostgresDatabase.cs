using System.Data.Common;
using Npgsql;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ServiceDefaults.Storage;

/// <summary>A schema of a PostgreSQL database. The session variable <c>yyc3.tenant</c> is what row-level security compares with;
/// the pool forgets it when a connection is given back.</summary>
internal sealed class PostgresDatabase(NpgsqlDataSource source, string schema) : IDatabase
{
    private const string AllTenants = "*";

    public string Backend => "postgres";

    /// <summary>The schema that holds this service's tables, and that its connections search first.</summary>
    public string Schema => schema;

    public ValueTask<DbConnection> OpenAsync(TenantId tenant, CancellationToken cancellationToken) => OpenAsync(tenant.Value, cancellationToken);

    public ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken) => OpenAsync(AllTenants, cancellationToken);

    private async ValueTask<DbConnection> OpenAsync(string tenant, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "select set_config('yyc3.tenant', $1, false)";
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant });
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
