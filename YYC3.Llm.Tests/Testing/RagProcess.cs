using System.Diagnostics;
using System.Text.RegularExpressions;
using YYC3.Llm.RagService;

namespace YYC3.Llm.Tests.Testing;

/// <summary>RagService as a process of its own, which a test can kill.</summary>
internal sealed partial class RagProcess : IAsyncDisposable
{
    private readonly Process process;

    private RagProcess(Process process, Uri address)
    {
        this.process = process;
        Client = RagHost.For(address, "proj_default");
    }

    public HttpClient Client { get; }

    public static async Task<RagProcess> StartAsync(string directory, IReadOnlyDictionary<string, string>? settings = null)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(RagServiceHost).Assembly.Location]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["InternalKey"] = RagHost.InternalKey;
        start.Environment["DataDirectory"] = directory;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var output = new List<string>();
        process.OutputDataReceived += (_, line) =>
        {
            lock (output)
            {
                output.Add(line.Data ?? "");
            }

            if (line.Data is not null && Listening().Match(line.Data) is { Success: true } match)
            {
                listening.TrySetResult(new Uri(match.Groups["address"].Value));
            }
            else if (line.Data is null)
            {
                listening.TrySetException(new InvalidOperationException("RagService ended: " + string.Join('\n', output)));
            }
        };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (output)
            {
                output.Add(line.Data ?? "");
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new RagProcess(process, await listening.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    [GeneratedRegex("Now listening on: (?<address>http://[^ ]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listening();
}
