using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace YYC3.Llm.ServiceDefaults.Storage;

/// <summary>Gives a service its database.</summary>
public static class StorageExtensions
{
    private const string ConnectionName = "llmdb";

    /// <summary>PostgreSQL where <c>ConnectionStrings:llmdb</c> is set, else a SQLite file in <c>DataDirectory</c>; migrated at start, with a health check.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="name">The schema, and the name of the file: <c>chat</c>, <c>router</c>, <c>rag</c>.</param>
    /// <param name="migrations">The assembly whose <c>Migrations</c> folder shapes it.</param>
    public static WebApplicationBuilder AddStorage(this WebApplicationBuilder builder, string name, Assembly migrations)
    {
        if (builder.Configuration.GetConnectionString(ConnectionName) is { Length: > 0 })
        {
            builder.AddNpgsqlDataSource(ConnectionName, configureDataSourceBuilder: source => source.ConnectionStringBuilder.SearchPath = name);
            builder.Services.AddSingleton<IDatabase>(services => new PostgresDatabase(services.GetRequiredService<NpgsqlDataSource>(), name));
        }
        else
        {
            builder.Services.AddSingleton<IDatabase>(_ => new SqliteDatabase(Path.Combine(DataDirectory(builder.Configuration), $"{name}.db")));
        }

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IHostedService>(services => new MigrationService(
            services.GetRequiredService<IDatabase>(), migrations, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<MigrationService>>()));
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database");
        return builder;
    }

    /// <summary>The folder that a service keeps its files in (setting <c>DataDirectory</c>).</summary>
    /// <param name="configuration">The service's configuration.</param>
    /// <exception cref="StartupException">The setting is missing.</exception>
    public static string DataDirectory(IConfiguration configuration) => configuration["DataDirectory"] is { Length: > 0 } directory
        ? directory
        : throw new StartupException("The setting DataDirectory is empty. AppHost sets it; a service started alone needs the environment variable DataDirectory, or ConnectionStrings__llmdb for PostgreSQL.");
}
