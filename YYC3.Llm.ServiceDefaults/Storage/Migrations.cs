using System.Data.Common;
using System.Reflection;
using System.Text.RegularExpressions;
using Dapper;

namespace YYC3.Llm.ServiceDefaults.Storage;

/// <summary>Brings a database to the shape that the code expects: numbered SQL files of an assembly, each applied once, in order.</summary>
/// <remarks>The files are <c>Migrations/sqlite/0001_name.sql</c> and <c>Migrations/postgres/0001_name.sql</c> of the service's project.</remarks>
internal static partial class Migrations
{
    // Any number will do, as long as all instances ask for the same.
    private const long PostgresLock = 0x7979_6333;

    public static async Task ApplyAsync(IDatabase database, Assembly assembly, TimeProvider time, CancellationToken cancellationToken)
    {
        var scripts = Scripts(assembly, database.Backend);
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (database is PostgresDatabase { Schema: var schema })
        {
            await connection.ExecuteAsync("select pg_advisory_xact_lock(@key)", new { key = PostgresLock }, transaction);
            await connection.ExecuteAsync($"create schema if not exists {schema}", transaction: transaction);
        }

        await connection.ExecuteAsync("create table if not exists schema_migrations (version bigint primary key, name text not null, applied_at bigint not null)", transaction: transaction);
        var applied = (await connection.QueryAsync<long>("select version from schema_migrations", transaction: transaction)).ToHashSet();
        RefuseNewerDatabase(applied, scripts);
        foreach (var script in scripts.Where(script => !applied.Contains(script.Version)))
        {
            await ExecuteAsync(connection, transaction, script, cancellationToken);
            await connection.ExecuteAsync(
                "insert into schema_migrations (version, name, applied_at) values (@Version, @Name, @now)",
                new { script.Version, script.Name, now = time.GetUtcNow().ToMicroseconds() },
                transaction);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(DbConnection connection, DbTransaction transaction, Script script, CancellationToken cancellationToken)
    {
        // A plain command: Dapper would look for parameters in it.
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = script.Sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void RefuseNewerDatabase(HashSet<long> applied, List<Script> scripts)
    {
        var unknown = applied.Where(version => scripts.All(script => script.Version != version)).ToList();
        if (unknown.Count > 0)
        {
            throw new StartupException($"The database was written by a newer version of YYC3 LLM (it has migration {unknown.Max()}, this version knows up to {scripts[^1].Version}). Start the newer version, or give this one another database.");
        }
    }

    private static List<Script> Scripts(Assembly assembly, string backend)
    {
        var scripts = new List<Script>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            var match = FileName().Match(resource.Replace('\\', '/'));
            if (match.Success && match.Groups["backend"].Value == backend)
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                scripts.Add(new Script(long.Parse(match.Groups["version"].Value), match.Groups["name"].Value, reader.ReadToEnd()));
            }
        }

        scripts.Sort((left, right) => left.Version.CompareTo(right.Version));
        return scripts;
    }

    [GeneratedRegex("^migrations/(?<backend>[a-z]+)/(?<version>[0-9]{4})_(?<name>[a-z0-9_]+)\\.sql$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FileName();

    private sealed record Script(long Version, string Name, string Sql);
}
