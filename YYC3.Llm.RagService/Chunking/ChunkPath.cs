namespace YYC3.Llm.RagService.Chunking;

/// <summary>The headings that a chunk stands below.</summary>
internal static class ChunkPath
{
    /// <summary>
    /// The path that all units have in common. Headings at the chunk's start do not shorten it: what follows a chapter's title
    /// directly is its first section, and that section names the chunk.
    /// </summary>
    public static IReadOnlyList<string> Of(List<ChunkUnit> units)
    {
        var opening = units.FindIndex(unit => !unit.IsHeading);
        var path = units[Math.Max(0, opening)].Block.HeadingPath;
        foreach (var unit in units.Skip(opening + 1))
        {
            var common = path.Zip(unit.Block.HeadingPath)
                .TakeWhile(pair => string.Equals(pair.First, pair.Second, StringComparison.Ordinal)).Count();
            if (common < path.Count)
            {
                path = [.. path.Take(common)];
            }
        }

        return path;
    }
}
