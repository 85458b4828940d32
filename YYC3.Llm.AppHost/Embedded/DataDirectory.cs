using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace YYC3.Llm.AppHost.Embedded;

/// <summary>The folder that holds what a run keeps. One AppHost has it at a time, until it ends in whatever way.</summary>
internal sealed class DataDirectory : IDisposable
{
    // Two files: while the first is held open, Windows lets nobody read what is in it.
    private const string LockFile = "apphost.lock";
    private const string HolderFile = "apphost.json";
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private static readonly int[] UnixWouldBlock = [11, 35];

    private readonly FileStream hold;

    private DataDirectory(string path, FileStream hold)
    {
        Path = path;
        this.hold = hold;
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>Takes the folder named by the setting <c>DataDirectory</c> (default <c>.yyc3</c> beside the solution), and puts its full path into the setting.</summary>
    /// <param name="settings">AppHost's settings.</param>
    /// <param name="appHostDirectory">The folder of the AppHost project.</param>
    /// <param name="url">Where this run will answer; told to whoever tries to start a second one.</param>
    /// <exception cref="StartException">Another AppHost has it, or it cannot be written.</exception>
    public static DataDirectory Claim(IConfiguration settings, string appHostDirectory, string url)
    {
        var path = settings["DataDirectory"] is { Length: > 0 } given
            ? System.IO.Path.GetFullPath(given)
            : System.IO.Path.GetFullPath("../.yyc3", appHostDirectory);
        settings["DataDirectory"] = path;
        return Claim(path, url);
    }

    /// <inheritdoc cref="Claim(IConfiguration, string, string)"/>
    /// <param name="path">The folder; made when it is not there, readable by its owner alone.</param>
    /// <param name="url">Where this run will answer.</param>
    public static DataDirectory Claim(string path, string url)
    {
        try
        {
            CreatePrivate(path);
            var taken = new FileStream(System.IO.Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            SetUrl(path, url);
            return new DataDirectory(path, taken);
        }
        catch (IOException failure) when (failure.HResult == WindowsSharingViolation || UnixWouldBlock.Contains(failure.HResult))
        {
            throw new StartException(
                $"YYC3 LLM already runs on this data directory: {ReadHolder(path)}, {path}.\n"
                + "Use that one, or stop it first. To run a second one beside it, give it a directory and ports of its own: "
                + "--DataDirectory <path> --Ports:ChatApi <port> --Ports:Dashboard <port>", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StartException(
                $"The data directory {path} cannot be written: {failure.Message}\n"
                + "Make it writable for this user, or name another one: --DataDirectory <path>", failure);
        }
    }

    /// <summary>Makes a folder that only its owner may enter.</summary>
    public static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Says where the holder of a folder really answers, once that is known.</summary>
    /// <param name="path">The folder, held by this process.</param>
    /// <param name="url">The address.</param>
    public static void SetUrl(string path, string url) =>
        File.WriteAllText(System.IO.Path.Combine(path, HolderFile), JsonSerializer.Serialize(new Holder(Environment.ProcessId, url)));

    /// <summary>Gives the folder back.</summary>
    public void Dispose() => hold.Dispose();

    private static string ReadHolder(string path)
    {
        try
        {
            var holder = JsonSerializer.Deserialize<Holder>(File.ReadAllText(System.IO.Path.Combine(path, HolderFile)))!;
            return $"process {holder.ProcessId}, {holder.Url}";
        }
        catch (Exception failure) when (failure is IOException or JsonException)
        {
            return "a process that is just starting"; // It holds the lock and has not said who it is yet.
        }
    }

    private sealed record Holder(int ProcessId, string Url);
}
