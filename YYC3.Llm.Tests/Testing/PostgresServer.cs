using System.Diagnostics;
using Npgsql;

[assembly: AssemblyFixture(typeof(YYC3.Llm.Tests.Testing.PostgresServer))]

namespace YYC3.Llm.Tests.Testing;

/// <summary>
/// A real PostgreSQL for the tests: started when the first test asks for it, stopped after the last one.
/// Its users are no superusers, so that row-level security holds for them as it does in production.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly SemaphoreSlim Gate = new(1);
    private static Process? server;
    private static string? directory;
    private static int port;
    private static int databases;

    /// <summary>The connection string of a new, empty database; skips the test where PostgreSQL is not installed.</summary>
    public static async Task<string> NewDatabaseAsync()
    {
        var binaries = Binaries();
        Assert.SkipWhen(binaries is null, "PostgreSQL is not installed (looked in /usr/lib/postgresql/*/bin).");
        await Gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (server is null)
            {
                await StartAsync(binaries!);
            }
        }
        finally
        {
            Gate.Release();
        }

        var name = $"test{Interlocked.Increment(ref databases)}";
        await using var admin = new NpgsqlConnection(Connection("admin", "postgres"));
        await admin.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var sql in new[] { $"create role {name} login nosuperuser", $"create database {name} owner {name}" })
        {
            await using var command = new NpgsqlCommand(sql, admin);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        return Connection(name, name);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            NpgsqlConnection.ClearAllPools();
            // The postmaster's own way of stopping at once; killing it alone would leave its children.
            using (var stop = Process.Start("kill", ["-QUIT", $"{server.Id}"]))
            {
                await stop.WaitForExitAsync();
            }

            await server.WaitForExitAsync();
            server.Dispose();
            server = null;
            Directory.Delete(directory!, recursive: true);
        }
    }

    private static string Connection(string user, string database) =>
        $"Host=127.0.0.1;Port={port};Username={user};Database={database};Maximum Pool Size=20;Include Error Detail=true";

    private static string? Binaries() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    private static async Task StartAsync(string binaries)
    {
        // Directly below /tmp: its parents must be traversable for the user that the server runs as.
        directory = Path.Combine("/tmp", $"yyc3-postgres-{Guid.NewGuid():N}");
        var data = Path.Combine(directory, "data");
        Directory.CreateDirectory(data);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var user = Environment.IsPrivilegedProcess ? await UnprivilegedAsync(data) : null;
        await RunAsync(user, Path.Combine(binaries, "initdb"), "-D", data, "-U", "admin", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        port = FreePort.Next();
        server = Start(
            user, Path.Combine(binaries, "postgres"), "-D", data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={data}", "-c", "fsync=off", "-c", "max_connections=200");
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await using var probe = new NpgsqlConnection(Connection("admin", "postgres") + ";Pooling=false;Timeout=2");
                await probe.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(50);
            }
        }
    }

    // initdb refuses root.
    private static async Task<string> UnprivilegedAsync(string data)
    {
        var user = (await File.ReadAllLinesAsync("/etc/passwd")).Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";
        await RunAsync(null, "chown", $"{user}:", data);
        return user;
    }

    private static async Task RunAsync(string? user, string program, params string[] arguments)
    {
        using var process = Start(user, program, arguments);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} failed with exit code {process.ExitCode}.");
    }

    private static Process Start(string? user, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(user is null ? program : "setpriv") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/tmp" };
        foreach (var argument in user is null ? arguments : [$"--reuid={user}", $"--regid={(user == "nobody" ? "nogroup" : user)}", "--clear-groups", "--", program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
