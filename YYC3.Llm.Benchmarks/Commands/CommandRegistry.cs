using System.Runtime.InteropServices;

namespace YYC3.Llm.Benchmarks.Commands;

/// <summary>The commands by name. A new one is one class and one line here.</summary>
internal static class CommandRegistry
{
    private static readonly ICommand[] All = [new MicroCommand(), new LoadCommand(), new CompareCommand(), new EvaluateCommand(), new ProveCommand()];

    /// <summary>Runs the command that the first argument names; without one, explains them.</summary>
    /// <returns>The exit code: 2 for a command line that cannot be followed.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        if (args.Length == 0 || Array.Find(All, command => command.Name == args[0]) is not { } chosen)
        {
            await Console.Out.WriteLineAsync("Measures and proves what the services do, on loopback.\n\n" + string.Join("\n", All.Select(command => command.Summary)));
            return args.Length == 0 || args[0] is "--help" or "help" ? 0 : 2;
        }

        try
        {
            return await chosen.RunAsync(args[1..], stop.Token);
        }
        catch (UsageException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 2;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }

        void Stop(PosixSignalContext signal)
        {
            // The children are stopped on the way out.
            signal.Cancel = true;
            stop.Cancel();
        }
    }
}
