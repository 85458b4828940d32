using System.Diagnostics;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace YYC3.Llm.Tests.EndToEnd;

/// <summary>
/// The real AppHost with its services, as a process of its own, the way a person starts it: on a data directory of its own and on free ports.
/// Its standard input is held, so that it ends with the test run, however that ends.
/// </summary>
internal sealed partial class AppHostProcess : IAsyncDisposable
{
    /// <summary>How long anything may take before a test gives up; a start takes seconds, and more when the machine is busy.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly Process process;
    private readonly bool ownsDirectory;
    private readonly Lock gate = new();
    private readonly StringBuilder output = new();
    private readonly Task reading;
    private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AppHostProcess(Process process, string dataDirectory, bool ownsDirectory)
    {
        this.process = process;
        this.ownsDirectory = ownsDirectory;
        DataDirectory = dataDirectory;
        reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    /// <summary>Where it keeps its data; deleted with this object, unless it was given.</summary>
    public string DataDirectory { get; }

    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    /// <summary>The chat API, with a slash at the end: <c>http://localhost:1234/</c>. Known once it is ready.</summary>
    public Uri ChatApi => new(Said(ChatApiLine(), "the chat API's address"));

    /// <summary>The bootstrap key.</summary>
    public string ApiKey => Said(ApiKeyLine(), "the API key");

    /// <summary>The dashboard, with the token that logs in.</summary>
    public Uri Dashboard => new(Said(DashboardLine(), "the dashboard's address"));

    /// <summary>The line that a person would paste.</summary>
    public string Curl => Said(CurlLine(), "the curl line");

    /// <summary>Everything it has written so far, both streams.</summary>
    public string Output
    {
        get
        {
            lock (gate)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>Starts one and waits until it is ready.</summary>
    /// <param name="arguments">More of the command line; it wins over the defaults (free ports, a new data directory).</param>
    /// <param name="dataDirectory">A directory to use and to leave, such as that of an earlier run.</param>
    /// <param name="environment">More variables; null removes one.</param>
    public static async Task<AppHostProcess> StartAsync(
        IEnumerable<string>? arguments = null, string? dataDirectory = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var host = Launch(arguments, dataDirectory, environment);
        try
        {
            await host.WaitForAsync("Ctrl-C stops everything");
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one and does not wait; for starts that are meant to fail.</summary>
    public static AppHostProcess Launch(
        IEnumerable<string>? arguments = null, string? dataDirectory = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var directory = dataDirectory ?? Path.Combine(Path.GetTempPath(), $"yyc3-apphost-{Guid.NewGuid():N}");
        var start = new ProcessStartInfo("dotnet", [AssemblyPath, "--DataDirectory", directory, "--Ports:ChatApi", "0", "--Ports:Dashboard", "0", .. arguments ?? []])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };

        // A test must not spend a developer's money: no provider key reaches the router.
        foreach (var name in start.Environment.Keys.Where(name => name.EndsWith("_API_KEY", StringComparison.Ordinal) || name.StartsWith("AZURE_OPENAI", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["YYC3_SUPERVISED"] = "stdin";
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return new AppHostProcess(Process.Start(start)!, directory, ownsDirectory: dataDirectory is null);
    }

    /// <summary>A client with the bootstrap key, for paths such as <c>v1/models</c>.</summary>
    public HttpClient CreateClient()
    {
        var client = new HttpClient { BaseAddress = ChatApi, Timeout = Deadline };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
        return client;
    }

    /// <summary>Waits until it has written a text, after what it had written at <paramref name="from"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">A length of <see cref="Output"/>.</param>
    public async Task WaitForAsync(string text, int from = 0)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (output.ToString(from, output.Length - from).Contains(text, StringComparison.Ordinal))
                {
                    return;
                }

                next = more.Task;
            }

            Task either = Task.WhenAny(next, reading);
            await either.WaitAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (deadline.IsCancellationRequested || (reading.IsCompleted && !Output[from..].Contains(text, StringComparison.Ordinal)))
            {
                throw new InvalidOperationException($"AppHost did not write '{text}' {(reading.IsCompleted ? "before it ended" : "in time")}. It wrote:\n{Output}");
            }
        }
    }

    /// <summary>The services that run under it now, by project: <c>Router</c>, <c>ChatApi</c>, <c>RagService</c>, <c>Simulator</c>. Linux only.</summary>
    public IReadOnlyDictionary<string, int> Services() => ServicesOf(Id);

    /// <summary>The end of the process, with its exit code; all output has been read then.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline, TestContext.Current.CancellationToken);
        await reading.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    /// <summary>Asks it to stop, as a service manager would, and waits.</summary>
    public async Task<int> StopAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            process.StandardInput.Close();
        }
        else
        {
            Signal(Id, Terminate);
        }

        return await WaitForExitAsync();
    }

    /// <summary>Kills it as <c>kill -9</c> does: it alone, without its services.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Stops it, by force if need be, and deletes the data directory if it is its own.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.StandardInput.Close();
            using var patience = new CancellationTokenSource(Deadline);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        await reading.WaitAsync(Deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        process.Dispose();
        if (ownsDirectory && Directory.Exists(DataDirectory))
        {
            Directory.Delete(DataDirectory, recursive: true);
        }
    }

    /// <summary>Sends a signal; 9 kills.</summary>
    public static void Signal(int processId, int signal)
    {
        if (SendSignal(processId, signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} could not be sent to process {processId}: errno {Marshal.GetLastPInvokeError()}.");
        }
    }

    /// <summary>Whether a process is there; one that ended and was not collected yet does not count. Linux only.</summary>
    public static bool IsAlive(int processId) => ReadStat(processId) is { State: not 'Z' };

    private const int Terminate = 15;

    // The assembly that lies with AppHost itself, not its copy beside the tests: the real thing.
    private static string AssemblyPath
    {
        get
        {
            var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return Path.Combine(here.Parent!.Parent!.FullName, "YYC3.Llm.AppHost", here.Name, "YYC3.Llm.AppHost.dll");
        }
    }

    private static Dictionary<string, int> ServicesOf(int parent)
    {
        Dictionary<string, int> services = [];
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && ReadStat(id) is { } stat && stat.Parent == parent && stat.State != 'Z'
                && ServiceAssembly().Match(ReadOrEmpty($"{folder}/cmdline")) is { Success: true } service)
            {
                services[service.Groups[1].Value] = id;
            }
        }

        return services;
    }

    private static (char State, int Parent)? ReadStat(int id)
    {
        // "1234 (name) S 1 …": the name may hold anything, so the last parenthesis counts.
        var stat = ReadOrEmpty($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 2 ? null : (fields[0][0], int.Parse(fields[1]));
    }

    private static string ReadOrEmpty(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return ""; // It has just ended.
        }
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (gate)
            {
                output.AppendLine(line);
                more.TrySetResult();
                more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private string Said(Regex line, string what) => line.Match(Output) is { Success: true } match
        ? match.Groups[1].Value
        : throw new InvalidOperationException($"AppHost has not said {what}. It wrote:\n{Output}");

    [GeneratedRegex(@"^  Chat API +(\S+/)v1\s*$", RegexOptions.Multiline, 1000)]
    private static partial Regex ChatApiLine();

    [GeneratedRegex(@"^  API key +(\S+)\s*$", RegexOptions.Multiline, 1000)]
    private static partial Regex ApiKeyLine();

    [GeneratedRegex(@"^  Dashboard +(\S+)\s*$", RegexOptions.Multiline, 1000)]
    private static partial Regex DashboardLine();

    [GeneratedRegex(@"^(curl .+?)\s*$", RegexOptions.Multiline, 1000)]
    private static partial Regex CurlLine();

    [GeneratedRegex(@"YYC3\.Llm\.(\w+)\.dll", RegexOptions.None, 1000)]
    private static partial Regex ServiceAssembly();

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
