using System.Diagnostics;
using System.Text;

namespace YYC3.Llm.ServiceDefaults.Hosting;

/// <summary>
/// A service as a child process. Its standard input is the leash: it is never written to, closing it asks the service to stop,
/// and the system closes it when this process dies of anything, so that no service outlives its launcher.
/// </summary>
public sealed class SupervisedProcess : IDisposable
{
    // A grandchild that inherited the pipe may hold it open after the child is gone.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Process process;
    private readonly Action<bool, string> onLine;
    private readonly TimeProvider time;

    private SupervisedProcess(Process process, Action<bool, string> onLine, TimeProvider time)
    {
        this.process = process;
        this.onLine = onLine;
        this.time = time;
        Exited = WaitForExitAsync();
    }

    /// <summary>The process id.</summary>
    public int Id => process.Id;

    /// <summary>Ends with the exit code, after the last line was handed over.</summary>
    public Task<int> Exited { get; }

    /// <summary>Starts a built assembly with the <c>dotnet</c> that runs this process.</summary>
    /// <param name="assemblyPath">The assembly.</param>
    /// <param name="workingDirectory">The folder whose <c>appsettings.json</c> counts.</param>
    /// <param name="environment">The whole environment: nothing is inherited besides.</param>
    /// <param name="onLine">Called for each line of output, with true for standard error; from one thread per stream.</param>
    /// <param name="time">The clock for patience.</param>
    public static SupervisedProcess Start(
        string assemblyPath, string workingDirectory, IReadOnlyDictionary<string, string> environment, Action<bool, string> onLine, TimeProvider time)
    {
        var start = new ProcessStartInfo(DotnetExecutable, [assemblyPath])
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            CreateNoWindow = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment[SupervisedLifetime.Variable] = SupervisedLifetime.ByStandardInput;
        return new SupervisedProcess(Process.Start(start)!, onLine, time);
    }

    /// <summary>Asks the service to stop, and kills it and its children when it takes too long.</summary>
    /// <param name="patience">How long it may take.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(TimeSpan patience)
    {
        process.StandardInput.Close();
        try
        {
            return await Exited.WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            Kill();
            return await Exited;
        }
    }

    /// <summary>Ends the process and its children at once.</summary>
    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has just ended by itself.
        }
    }

    /// <summary>Lets go of the process; the end of its input stops one that still runs.</summary>
    public void Dispose() => process.Dispose();

    // Under "dotnet run" this process is the application's own executable, so the runtime's folder tells where dotnet is.
    private static string DotnetExecutable
    {
        get
        {
            var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
            var beside = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", name));
            return File.Exists(beside) ? beside : name;
        }
    }

    private async Task<int> WaitForExitAsync()
    {
        var output = Task.WhenAll(ReadAsync(process.StandardOutput, isError: false), ReadAsync(process.StandardError, isError: true));
        await process.WaitForExitAsync();
        try
        {
            await output.WaitAsync(LastWords, time);
        }
        catch (TimeoutException)
        {
            // What a grandchild may still say is not this service's.
        }

        return process.ExitCode;
    }

    private async Task ReadAsync(StreamReader reader, bool isError)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                onLine(isError, line);
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The pipe ended with the process.
        }
    }
}
