using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.FileSystemGlobbing;
using Microsoft.Extensions.Options;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.RagService.Sources.Readers;

/// <summary>What sources on this machine share: which folders may be read, and files as documents.</summary>
internal sealed class LocalDocuments(IOptions<SourceOptions> options)
{
    /// <summary>Checks a folder.</summary>
    /// <exception cref="ApiException">400: it is not below one of the folders that are allowed, or not there.</exception>
    public string Check(string location)
    {
        var path = Path.GetFullPath(location);
        if (!IsAllowed(path))
        {
            throw ApiException.BadRequest("location", $"'location': the folder '{location}' is not below one that sources may read. The operator of this installation can add it to the setting Sources:Roots.", "folder_not_allowed");
        }

        return Directory.Exists(path) ? path : throw ApiException.BadRequest("location", $"Invalid 'location': there is no folder '{path}' on the machine of the knowledge service.", "invalid_value");
    }

    /// <summary>The folder of a source, checked again: settings may have changed, or the folder.</summary>
    /// <exception cref="SourceException">It may not be read, or is not there.</exception>
    public DirectoryInfo Open(SourceRecord source)
    {
        var folder = new DirectoryInfo(source.Location);
        return !IsAllowed(folder.FullName) ? throw new SourceException($"The folder '{source.Location}' is not below one of Sources:Roots any more.")
            : folder.Exists ? folder
            : throw new SourceException($"The folder '{source.Location}' is not there. What was read of it stays.");
    }

    /// <summary>The files that a source's patterns choose.</summary>
    /// <param name="source">The source.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="paths">Paths below the folder.</param>
    public static IEnumerable<SourceDocument> Documents(SourceRecord source, DirectoryInfo folder, IEnumerable<string> paths)
    {
        var patterns = JsonSerializer.Deserialize(source.Patterns, RagJson.Wire.ListString)!;
        var matcher = new Matcher(StringComparison.OrdinalIgnoreCase);
        matcher.AddIncludePatterns(patterns.Count == 0 ? ["**/*"] : patterns);
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            var file = new FileInfo(Path.Combine(folder.FullName, path));
            // A link leads out of the folder.
            if (file is { Exists: true, LinkTarget: null } && file.Length > 0 && matcher.Match(folder.FullName, file.FullName).HasMatches)
            {
                yield return new SourceDocument(
                    path.Replace('\\', '/'),
                    file.Name,
                    string.Create(CultureInfo.InvariantCulture, $"{file.LastWriteTimeUtc.Ticks}-{file.Length}"),
                    _ => Task.FromResult<Stream>(new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)));
            }
        }
    }

    private bool IsAllowed(string path) => options.Value.Roots.Any(root => IsBelow(Real(path), Real(Path.GetFullPath(root))));

    // With every link on the way followed: one below a folder that is allowed may lead anywhere.
    private static string Real(string path)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new DirectoryInfo(Path.Combine(real, part));
            real = next is { Exists: true, LinkTarget: not null } && next.ResolveLinkTarget(returnFinalTarget: true) is { } target ? Real(target.FullName) : next.FullName;
        }

        return real;
    }

    private static bool IsBelow(string path, string root) =>
        Path.GetRelativePath(root, path) is var relative && !Path.IsPathRooted(relative) && relative != ".." && !relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
