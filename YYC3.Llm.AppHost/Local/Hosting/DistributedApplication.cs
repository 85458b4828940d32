using YYC3.Llm.AppHost.Embedded;
using YYC3.Llm.AppHost.Local;

namespace Aspire.Hosting;

/// <summary>The topology, run as local processes.</summary>
internal sealed class DistributedApplication(IDistributedApplicationBuilder builder, long started)
{
    private static readonly string[] PublishSwitches = ["--publisher", "--operation", "--step"];

    /// <summary>Begins a topology.</summary>
    /// <exception cref="StartException">The command line asks to publish, which only the real Aspire can.</exception>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) =>
        args.Any(argument => PublishSwitches.Contains(argument.Split('=')[0]))
            ? throw new StartException("Publishing is done by Aspire, and this AppHost was built without it: "
                + "add -p:UseAspire=true (dotnet run --project YYC3.Llm.AppHost -p:UseAspire=true -- " + string.Join(' ', args) + ").")
            : new DistributedApplicationBuilder(args);

    /// <summary>Runs until it is told to stop; the process then ends with a code other than 0 if the start failed.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <inheritdoc cref="Run"/>
    public async Task RunAsync(CancellationToken cancellationToken = default) =>
        Environment.ExitCode = await new LocalRun(builder, started, TimeProvider.System).RunAsync(cancellationToken);
}
