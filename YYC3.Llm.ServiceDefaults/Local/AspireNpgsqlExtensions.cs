using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>Stands in for Aspire.Npgsql where its package is not served: the same name and shape for what is used here.</summary>
internal static class AspireNpgsqlExtensions
{
    public static void AddNpgsqlDataSource(this IHostApplicationBuilder builder, string connectionName, Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null) =>
        builder.Services.AddSingleton(services =>
        {
            var source = new NpgsqlDataSourceBuilder(builder.Configuration.GetConnectionString(connectionName));
            source.UseLoggerFactory(services.GetService<Logging.ILoggerFactory>());
            configureDataSourceBuilder?.Invoke(source);
            return source.Build();
        });
}
