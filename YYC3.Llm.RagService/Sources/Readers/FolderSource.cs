using System.Runtime.CompilerServices;

namespace YYC3.Llm.RagService.Sources.Readers;

/// <summary>The files of a folder and of those below it, hidden ones left out.</summary>
internal sealed class FolderSource(LocalDocuments local) : ISourceReader
{
    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint, IgnoreInaccessible = true };

    public string Name => "folder";

    public string Check(string location) => local.Check(location);

    public async IAsyncEnumerable<SourceDocument> FindAsync(SourceRecord source, IReadOnlyDictionary<string, string> known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield(); // Disks block.
        var folder = local.Open(source);
        var paths = folder.EnumerateFiles("*", All).Select(file => Path.GetRelativePath(folder.FullName, file.FullName))
            .Where(path => !path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Any(part => part.StartsWith('.')));
        foreach (var document in LocalDocuments.Documents(source, folder, paths))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return document;
        }
    }
}
