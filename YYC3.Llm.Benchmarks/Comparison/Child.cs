using System.Collections.Concurrent;
using YYC3.Llm.Benchmarks.Commands;
using YYC3.Llm.ServiceDefaults.Hosting;

namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>A service under measurement, as a child process on a leash.</summary>
internal sealed class Child
{
    private const int LinesKept = 20;
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(5);

    private readonly string name;
    private readonly TimeProvider time;
    private readonly SupervisedProcess process;
    private readonly ConcurrentQueue<string> lastLines = new();

    /// <summary>Starts the process; it listens some time later.</summary>
    public Child(string name, string assembly, Uri url, IReadOnlyDictionary<string, string> environment, TimeProvider time)
    {
        (this.name, this.time, Url) = (name, time, url);
        process = SupervisedProcess.Start(assembly, Path.GetDirectoryName(assembly)!, environment, Keep, time);
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    /// <summary>Returns as soon as <c>/health</c> answers 200.</summary>
    /// <exception cref="UsageException">It ended, or was not healthy in time.</exception>
    public async Task WaitUntilHealthyAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var start = time.GetTimestamp();
        var last = "no answer";
        while (time.GetElapsedTime(start) < StartsWithin)
        {
            if (process.Exited.IsCompleted)
            {
                throw new UsageException($"{name} ended with code {await process.Exited} while it started. {LastWords}");
            }

            try
            {
                using var answer = await client.GetAsync(new Uri(Url, "/health"), cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }

                last = $"status {(int)answer.StatusCode}";
            }
            catch (HttpRequestException error)
            {
                last = error.HttpRequestError.ToString();
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                last = "no answer within 2 s";
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }

        throw new UsageException($"{name} is not healthy on {Url}health after {StartsWithin.TotalSeconds} s: {last}. {LastWords}");
    }

    /// <summary>Lets go of the leash, and ends the process when it does not stop.</summary>
    public async Task StopAsync()
    {
        await process.StopAsync(StopsWithin);
        process.Dispose();
    }

    /// <summary>Ends it at once, in the middle of whatever it does.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.Exited;
        process.Dispose();
    }

    private string LastWords => lastLines.IsEmpty ? "It said nothing." : $"Its last line: {lastLines.Last().Trim()}\n  " + string.Join("\n  ", lastLines);

    private void Keep(bool isError, string line)
    {
        lastLines.Enqueue(line);
        while (lastLines.Count > LinesKept)
        {
            lastLines.TryDequeue(out _);
        }
    }
}
