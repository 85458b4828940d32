namespace YYC3.Llm.RagService.Documents;

/// <summary>One piece of a document as a reader finds it, in reading order.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its plain text: no markup, lines broken by <c>\n</c> only where the break means something, not blank.</param>
internal sealed record DocumentElement(BlockKind Kind, string Text)
{
    /// <summary>A heading's depth, from 1; 0 for everything else.</summary>
    public int Level { get; init; }

    /// <summary>The page it begins on, from 1; null in formats without pages.</summary>
    public int? Page { get; init; }

    /// <summary>The page it ends on, where a paragraph runs over a page's end; null when that is <see cref="Page"/>.</summary>
    public int? LastPage { get; init; }
}
