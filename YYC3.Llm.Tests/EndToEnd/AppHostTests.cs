using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using StackExchange.Redis;
using YYC3.Llm.AppHost.Embedded;
using YYC3.Llm.Tests.AppHost;

namespace YYC3.Llm.Tests.EndToEnd;

/// <summary>What starting, killing and stopping the whole system does, on the real thing.</summary>
[Collection(AppHostCollection.Name)]
public sealed class AppHostTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Can_StartAndServe_ThenStopInOrder()
    {
        await using var host = await AppHostProcess.StartAsync();

        Assert.StartsWith("sk-yyc3-", host.ApiKey, StringComparison.Ordinal);
        Assert.Contains("/login?t=", host.Dashboard.ToString(), StringComparison.Ordinal);
        Assert.Contains(host.ApiKey, host.Curl, StringComparison.Ordinal);
        Assert.Contains("\"model\":\"default\"", host.Curl, StringComparison.Ordinal);
        Assert.Contains("-p:UseAspire=true", host.Output, StringComparison.Ordinal);
        using var client = host.CreateClient();
        using var health = await client.GetAsync("health", Cancelled);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);

        Assert.Equal(0, await host.StopAsync());
        string[] stops = [.. host.Output.Split('\n').Select(line => line.TrimEnd()).Where(line => line.EndsWith(" stopped", StringComparison.Ordinal)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])];
        Assert.Equal(["chatapi", "ragservice", "router"], stops);
        Assert.EndsWith("Stopped.", host.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain("exit code", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_PasteTheLineOfTheBanner()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || !File.Exists("/usr/bin/curl"), "Needs a Unix shell and curl.");
        await using var host = await AppHostProcess.StartAsync();

        using var answer = JsonDocument.Parse(await ShellAsync(host.Curl.Replace("curl ", "curl --silent ", StringComparison.Ordinal)));

        Assert.Equal("chat.completion", answer.RootElement.GetProperty("object").GetString());
        Assert.NotEqual("", answer.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Fact]
    public async Task Can_Simulate()
    {
        await using var host = await AppHostProcess.StartAsync(["--simulate"]);
        using var client = host.CreateClient();

        using var plain = await client.PostAsJsonAsync("v1/chat/completions", Ask("sim-echo", "ping"), Cancelled);
        using var failedOver = await client.PostAsJsonAsync("v1/chat/completions", Ask("sim-failover", "ping"), Cancelled);

        Assert.Contains("ping", await plain.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, failedOver.StatusCode);

        static object Ask(string model, string text) => new { model, messages = new[] { new { role = "user", content = text } } };
    }

    [Fact]
    public async Task Can_RunReplicasBehindOneAddress()
    {
        await using var host = await AppHostProcess.StartAsync(["--Replicas:ChatApi", "2"]);

        Assert.Contains("chatapi-1", host.Output, StringComparison.Ordinal);
        Assert.Contains("chatapi-2", host.Output, StringComparison.Ordinal);
        using var client = host.CreateClient();
        Assert.StartsWith("{", await client.GetStringAsync("health", Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_BeKilled_LeavesNoOrphan_AndKeepsKeysPortsAndCache()
    {
        using var folder = new TempFolder();
        string key;
        Uri dashboard;
        const int entries = 2_000;
        await using (var host = await AppHostProcess.StartAsync(dataDirectory: folder.Path))
        {
            (key, dashboard) = (host.ApiKey, host.Dashboard);
            await using var cache = await ConnectAsync(folder.Path);
            var writes = Enumerable.Range(0, entries).Select(number => cache.GetDatabase().StringSetAsync($"kept:{number}", number));
            Assert.All(await Task.WhenAll(writes), Assert.True);
            await cache.GetDatabase().ExecuteAsync("COMMITAOF"); // Answers when what was written is in the file, as it is a moment later without being asked.
            var services = OperatingSystem.IsLinux() ? host.Services() : new Dictionary<string, int>();

            await host.KillAsync();

            Assert.Equal(OperatingSystem.IsLinux() ? ["ChatApi", "RagService", "Router"] : [], services.Keys.Order(StringComparer.Ordinal));
            await GoneAsync(services.Values);
        }

        await using var again = await AppHostProcess.StartAsync(dataDirectory: folder.Path);

        Assert.Equal((key, dashboard), (again.ApiKey, again.Dashboard));
        await using var kept = await ConnectAsync(folder.Path);
        var values = await Task.WhenAll(Enumerable.Range(0, entries).Select(number => kept.GetDatabase().StringGetAsync($"kept:{number}")));
        Assert.Equal(Enumerable.Range(0, entries), values.Select(value => (int)value));
    }

    [Fact]
    public async Task Can_BeKilledWhileItStarts_LeavesNoOrphan()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Finds the services in /proc.");
        await using var host = AppHostProcess.Launch();
        await host.WaitForAsync("router");
        await EventuallyAsync(() => host.Services().ContainsKey("Router"), "router");
        var services = host.Services();

        await host.KillAsync();

        await GoneAsync(services.Values);
    }

    [Fact]
    public async Task Can_RestartAServiceThatDies()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Finds the service in /proc.");
        await using var host = await AppHostProcess.StartAsync();
        var first = host.Services()["Router"];
        var said = host.Output.Length;

        AppHostProcess.Signal(first, 9);

        await host.WaitForAsync("ended with exit code 137, starts again in 1 s", said);
        await EventuallyAsync(() => host.Services().TryGetValue("Router", out var second) && second != first, "a second router");
        Assert.Equal(0, await host.StopAsync());
    }

    [Fact]
    public async Task Refuses_ASecondStart_AndNamesTheFirst()
    {
        await using var first = await AppHostProcess.StartAsync();

        await using var second = AppHostProcess.Launch(dataDirectory: first.DataDirectory);

        await RefusedAsync(second, $"process {first.Id}, {first.ChatApi.ToString().TrimEnd('/')}", "--DataDirectory <path>");
    }

    [Theory]
    [InlineData("Ports:ChatApi", "chatapi")]
    [InlineData("Ports:Dashboard", "dashboard")]
    public async Task Refuses_ATakenPort_AndNamesTheSetting(string setting, string resource)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        await using var host = AppHostProcess.Launch([$"--{setting}", $"{port}"]);

        await RefusedAsync(host, $"Port {port} is taken by another program, and {resource} needs it.", $"--{setting} <port>");
    }

    [Theory]
    [InlineData("Ports:ChatApi", "99999", "99999 is not a port")]
    [InlineData("Replicas:ChatApi", "many", "Replicas:ChatApi")]
    public async Task Refuses_ASettingThatMakesNoSense(string setting, string value, string message)
    {
        await using var host = AppHostProcess.Launch([$"--{setting}", value]);

        await RefusedAsync(host, message);
    }

    [Fact]
    public async Task Refuses_ADataDirectoryThatCannotBeWritten()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "", Cancelled);

        await using var host = AppHostProcess.Launch(dataDirectory: Path.Combine(file, "data"));

        await RefusedAsync(host, "cannot be written", "--DataDirectory <path>");
    }

    [Fact]
    public async Task Refuses_ToPublish_AndSaysWhatBuildCan()
    {
        await using var host = AppHostProcess.Launch(["--publisher", "manifest"]);

        await RefusedAsync(host, "-p:UseAspire=true");
        Assert.Single(host.Output.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Refuses_ToGoOn_WhenAServiceDoesNotComeUp()
    {
        await using var host = AppHostProcess.Launch(["--ConnectionStrings:llmdb", "Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=1", "--HealthTimeout", "8"]);

        Assert.Equal(1, await host.WaitForExitAsync());

        Assert.Matches(@"(router|ragservice) (was not healthy within 8 s|ended 3 times before it was healthy)", host.Output);
        Assert.Contains("Its health address answered:", host.Output, StringComparison.Ordinal);
        Assert.Contains("Its last lines:", host.Output, StringComparison.Ordinal);
        Assert.Contains("--HealthTimeout <seconds>", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("YYC3.Llm.AppHost.Local", host.Output, StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(AppHostProcess host, params string[] parts)
    {
        Assert.Equal(1, await host.WaitForExitAsync());
        Assert.All(parts, part => Assert.Contains(part, host.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", host.Output, StringComparison.Ordinal);
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(string directory)
    {
        var ports = JsonSerializer.Deserialize<Dictionary<string, int>>(await File.ReadAllTextAsync(Path.Combine(directory, "ports.json"), Cancelled))!;
        return await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{ports["cache"]},password={KeptSecrets.GetOrCreate(directory, "cache-password")}");
    }

    private static async Task<string> ShellAsync(string line)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync(Cancelled);
        await shell.WaitForExitAsync(Cancelled);
        return shell.ExitCode == 0 ? output : throw new InvalidOperationException($"'{line}' ended with {shell.ExitCode}.");
    }

    private static Task GoneAsync(IEnumerable<int> processes) => EventuallyAsync(() => !processes.Any(AppHostProcess.IsAlive), "the services' end");

    private static async Task EventuallyAsync(Func<bool> condition, string what)
    {
        for (var begun = Stopwatch.GetTimestamp(); !condition(); await Task.Delay(TimeSpan.FromMilliseconds(50), Cancelled))
        {
            Assert.True(Stopwatch.GetElapsedTime(begun) < AppHostProcess.Deadline, $"There was no {what} in time.");
        }
    }
}
