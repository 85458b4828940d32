using YYC3.Llm.RagService.Documents;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.RagService.Chunking;

/// <summary>The smallest thing that chunks are made of: a sentence, a table row, a listing, a heading.</summary>
/// <param name="Block">The block it is of.</param>
/// <param name="Span">Its place in the extracted text.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="Header">The header of the table whose row it is.</param>
internal sealed record ChunkUnit(DocumentBlock Block, TextSpan Span, int Tokens, TableHeader? Header)
{
    public bool IsHeading => Block.Kind == BlockKind.Heading;

    /// <summary>The tokens of the table header that a chunk beginning here repeats.</summary>
    public int HeaderTokens => Header?.Tokens ?? 0;
}
