using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.RagService.Sources.Readers;

/// <summary>The files of a Git working tree as they are on the disk: those that Git knows or would take, and none that it ignores.</summary>
internal sealed class GitSource(LocalDocuments local) : ISourceReader
{
    public string Name => "git";

    public string Check(string location)
    {
        var path = local.Check(location);
        return Path.Exists(Path.Combine(path, ".git")) ? path : throw ApiException.BadRequest("location", $"Invalid 'location': '{path}' is no Git working tree: it has no .git. Use the type 'folder', or name the tree's top folder.", "invalid_value");
    }

    public async IAsyncEnumerable<SourceDocument> FindAsync(SourceRecord source, IReadOnlyDictionary<string, string> known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folder = local.Open(source);
        foreach (var document in LocalDocuments.Documents(source, folder, await ListAsync(folder, cancellationToken)))
        {
            yield return document;
        }
    }

    private static async Task<string[]> ListAsync(DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, StandardOutputEncoding = Encoding.UTF8 };
        // The tree's own configuration could name programs to run.
        foreach (var argument in new[] { "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", $"safe.directory={folder.FullName}", "ls-files", "-z", "--cached", "--others", "--exclude-standard" })
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using var git = Process.Start(start)!;
            var (output, errors) = (git.StandardOutput.ReadToEndAsync(cancellationToken), git.StandardError.ReadToEndAsync(cancellationToken));
            await git.WaitForExitAsync(cancellationToken);
            return git.ExitCode == 0
                ? [.. (await output).Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)]
                : throw new SourceException($"Git cannot list the files of '{folder.FullName}': {(await errors).Trim()}");
        }
        catch (Win32Exception missing)
        {
            throw new SourceException("Git is not installed on the machine of the knowledge service. Install it, or use the type 'folder'.", missing);
        }
    }
}
