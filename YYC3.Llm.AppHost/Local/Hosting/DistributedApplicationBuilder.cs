using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <inheritdoc cref="IDistributedApplicationBuilder"/>
internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder host;
    private readonly long started = TimeProvider.System.GetTimestamp();

    public DistributedApplicationBuilder(string[] args)
    {
        // Written into the assembly by the project file, as Aspire's SDK does.
        AppHostDirectory = typeof(DistributedApplicationBuilder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(metadata => metadata.Key == "apphostprojectpath").Value!;
        host = new HostApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppHostDirectory });
    }

    /// <inheritdoc/>
    public ConfigurationManager Configuration => host.Configuration;

    /// <inheritdoc/>
    public IHostEnvironment Environment => host.Environment;

    /// <inheritdoc/>
    public string AppHostDirectory { get; }

    /// <inheritdoc/>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = new();

    /// <inheritdoc/>
    public IList<IResource> Resources { get; } = [];

    /// <inheritdoc/>
    public DistributedApplication Build() => new(this, started);
}
