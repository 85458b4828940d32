using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace YYC3.Llm.AppHost.Embedded;

/// <summary>Whether containers can be started, found out the way Aspire does, so that its answer is the same.</summary>
internal static class ContainerRuntime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks docker and podman, or the one that <c>ASPIRE_CONTAINER_RUNTIME</c> names.</summary>
    /// <param name="settings">AppHost's settings.</param>
    public static bool IsAvailable(IConfiguration settings)
    {
        if (!Flavour.IsAspire)
        {
            return false; // The local side starts processes only.
        }

        string[] candidates = settings["ASPIRE_CONTAINER_RUNTIME"] is { Length: > 0 } chosen ? [chosen] : ["docker", "podman"];
        return candidates.AsParallel().WithDegreeOfParallelism(2).Any(Answers);
    }

    private static bool Answers(string runtime)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(runtime, ["container", "ls", "-n", "1"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                CreateNoWindow = true,
            })!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (process.WaitForExit(Patience))
            {
                return process.ExitCode == 0;
            }

            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (Win32Exception)
        {
            return false; // Not installed.
        }
    }
}
