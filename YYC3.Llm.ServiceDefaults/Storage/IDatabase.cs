using System.Data.Common;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ServiceDefaults.Storage;

/// <summary>A service's own database: a SQLite file, or a schema of PostgreSQL. Stores write SQL that both understand, by Dapper.</summary>
/// <remarks>Times are UTC microseconds (<c>bigint</c>), ids are text with a type prefix.</remarks>
public interface IDatabase
{
    /// <summary>The folder of its migrations: <c>sqlite</c> or <c>postgres</c>.</summary>
    string Backend { get; }

    /// <summary>An open connection for the rows of one project. PostgreSQL hides the rows of others besides, by row-level security.</summary>
    /// <param name="tenant">The project.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<DbConnection> OpenAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>An open connection for work that serves all projects: key look-up, jobs, migrations.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken);
}
