using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace YYC3.Llm.AppHost.Local;

/// <summary>
/// Notices that <c>dotnet run</c> was killed: it passes SIGTERM on, but nothing can pass SIGKILL on, and this process would run on unseen.
/// On Windows <c>dotnet run</c> takes its child with it.
/// </summary>
internal static class ParentWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Watches, if the parent is <c>dotnet</c>; a shell or a service manager may well end before what it started.</summary>
    /// <param name="onGone">Called once, when the parent is another than at the start.</param>
    public static void Start(Action onGone)
    {
        if (OperatingSystem.IsWindows() || !IsDotnet(GetParentId(), out var parent))
        {
            return;
        }

        var timer = new PeriodicTimer(Interval);
        _ = WatchAsync();

        async Task WatchAsync()
        {
            using (timer)
            {
                while (await timer.WaitForNextTickAsync())
                {
                    if (GetParentId() != parent)
                    {
                        onGone();
                        return;
                    }
                }
            }
        }
    }

    private static bool IsDotnet(int id, out int parent)
    {
        parent = id;
        try
        {
            using var process = Process.GetProcessById(id);
            return process.ProcessName == "dotnet";
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetParentId();
}
