using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace YYC3.Llm.ServiceDefaults.Hosting;

/// <summary>
/// Stops the host when its launcher closes standard input, which the system also does when the launcher is killed.
/// The launcher's half is <see cref="SupervisedProcess"/>.
/// </summary>
internal sealed class SupervisedLifetime(IHostApplicationLifetime application) : IHostLifetime, IDisposable
{
    /// <summary>Set to <see cref="ByStandardInput"/> by a launcher that holds the standard input.</summary>
    public const string Variable = "YYC3_SUPERVISED";

    /// <summary>The value of <see cref="Variable"/>.</summary>
    public const string ByStandardInput = "stdin";

    // Longer than a launcher that still lives waits before it kills: this is for the launcher that does not.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(12);
    private static readonly CancellationTokenSource LauncherGone = new();
    private static PosixSignalRegistration[] ignored = [];

    private PosixSignalRegistration? terminated;

    /// <summary>Begins to watch, if there is a launcher; from here on a service that hangs ends too.</summary>
    /// <returns>Whether there is one.</returns>
    public static bool TryStart()
    {
        if (Environment.GetEnvironmentVariable(Variable) != ByStandardInput)
        {
            return false;
        }

        if (ignored.Length == 0)
        {
            // A terminal sends Ctrl-C to every process of the group; the launcher decides who stops when.
            ignored = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGQUIT }.Select(signal => PosixSignalRegistration.Create(signal, context => context.Cancel = true))];
            new Thread(WatchStandardInput) { IsBackground = true, Name = "launcher watch" }.Start();
        }

        return true;
    }

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        LauncherGone.Token.Register(application.StopApplication);
        terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            application.StopApplication();
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Leaves SIGTERM to the system again.</summary>
    public void Dispose() => terminated?.Dispose();

    private static void WatchStandardInput()
    {
        try
        {
            using var input = Console.OpenStandardInput();
            var buffer = new byte[64];
            while (input.Read(buffer) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A broken pipe means the same as its end.
        }

        new Thread(LauncherGone.Cancel) { IsBackground = true }.Start(); // A callback may block; the next lines must not.
        using var never = new ManualResetEvent(initialState: false);
        never.WaitOne(Grace);
        Process.GetCurrentProcess().Kill();
    }
}
