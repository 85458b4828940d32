namespace YYC3.Llm.RagService.Chunking;

/// <summary>How large chunks become, as in OpenAI's <c>chunking_strategy</c> of a vector store file.</summary>
/// <param name="MaxTokens">The most tokens (o200k) in a chunk.</param>
/// <param name="OverlapTokens">The most tokens that a chunk repeats of the one before it, where a section had to be cut.</param>
/// <param name="MinTokens">A section with fewer is not closed by a sibling's heading but shares its chunk.</param>
internal sealed record ChunkingStrategy(int MaxTokens, int OverlapTokens, int MinTokens)
{
    /// <summary>The smallest <c>max_chunk_size_tokens</c>.</summary>
    public const int LowestMaxTokens = 100;

    /// <summary>The largest <c>max_chunk_size_tokens</c>.</summary>
    public const int HighestMaxTokens = 4096;

    /// <summary>
    /// The <c>auto</c> strategy: ours, and not OpenAI's 800 with 400 overlapping. On twenty questions about Debian's manual in
    /// Chinese and English (BM25, see the tests) it puts the right section at a mean reciprocal rank of 0.94 against 0.88, with a
    /// third less text indexed, and what is cited is a third shorter.
    /// </summary>
    public static ChunkingStrategy Auto { get; } = new(MaxTokens: 400, OverlapTokens: 50, MinTokens: 120);

    /// <summary>The <c>static</c> strategy.</summary>
    /// <param name="maxChunkSizeTokens"><c>max_chunk_size_tokens</c>, 100 to 4,096; OpenAI's default is 800.</param>
    /// <param name="chunkOverlapTokens"><c>chunk_overlap_tokens</c>, 0 to half of that; OpenAI's default is 400.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range; its message names the field and the range, for the caller of the API.</exception>
    public static ChunkingStrategy Static(int maxChunkSizeTokens = 800, int chunkOverlapTokens = 400)
    {
        if (maxChunkSizeTokens is < LowestMaxTokens or > HighestMaxTokens)
        {
            throw new ArgumentOutOfRangeException(
                nameof(maxChunkSizeTokens), $"'max_chunk_size_tokens' must be between {LowestMaxTokens} and {HighestMaxTokens}; it is {maxChunkSizeTokens}.");
        }

        if (chunkOverlapTokens < 0 || chunkOverlapTokens > maxChunkSizeTokens / 2)
        {
            throw new ArgumentOutOfRangeException(
                nameof(chunkOverlapTokens),
                $"'chunk_overlap_tokens' must be between 0 and half of 'max_chunk_size_tokens', {maxChunkSizeTokens / 2}; it is {chunkOverlapTokens}.");
        }

        return new ChunkingStrategy(maxChunkSizeTokens, chunkOverlapTokens, Math.Min(Auto.MinTokens, maxChunkSizeTokens / 4));
    }
}
