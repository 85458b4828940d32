using System.Text;
using YYC3.Llm.RagService.Chunking;
using YYC3.Llm.ServiceDefaults.Text;
using YYC3.Llm.Tests.RagService.Documents;

namespace YYC3.Llm.Tests.RagService.Chunking;

public sealed class ChunkerTests
{
    private static readonly string Sentences = string.Join(' ', Enumerable.Range(1, 60).Select(i => $"Sentence {i} tells something about the system."));

    [Fact]
    public void Split_Sections_NeverCrossesATopHeading()
    {
        var chunks = Split("# One\n\nshort\n\n# Two\n\nshort too\n\n## Two A\n\ntiny\n\n## Two B\n\ntiny", ChunkingStrategy.Auto);

        Assert.Equal(["One\n\nshort", "Two\n\nshort too\n\nTwo A\n\ntiny\n\nTwo B\n\ntiny"], chunks.Select(c => c.Text));
        Assert.Equal(["One", "Two"], chunks.Select(c => string.Join('/', c.HeadingPath)));
        Assert.Equal([0, 1], chunks.Select(c => c.Ordinal));
    }

    [Fact]
    public void Split_SectionsOfSomeSize_CutsAtEachHeading()
    {
        var chunks = Split($"# Book\n\n## A\n\n{Sentences}\n\n## B\n\nEnd.", ChunkingStrategy.Static(4096, 0));

        Assert.Equal(["Book/A", "Book/B"], chunks.Select(c => string.Join('/', c.HeadingPath)));
        Assert.StartsWith("Book\n\nA\n\nSentence 1 ", chunks[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("Book > B\n", chunks[1].TextInContext, StringComparison.Ordinal);
    }

    [Fact]
    public void Split_LongParagraph_CutsBetweenSentencesAndOverlaps()
    {
        var chunks = Split(Sentences, ChunkingStrategy.Static(100, 50));

        Assert.True(chunks.Count > 5);
        Assert.All(chunks, c => Assert.StartsWith("Sentence", c.Text, StringComparison.Ordinal));
        Assert.All(chunks, c => Assert.EndsWith("system.", c.Text, StringComparison.Ordinal));
        Assert.All(chunks.Zip(chunks.Skip(1)), pair =>
        {
            var shared = pair.First.Span.End - pair.Second.Span.Start;
            Assert.True(shared > 0);
            Assert.InRange(TokenCounter.Count(pair.Second.Text.AsSpan(0, shared)), 1, 50);
        });
    }

    [Fact]
    public void Split_NoOverlapAsked_GivesNone() =>
        Assert.All(Split(Sentences, ChunkingStrategy.Static(100, 0)).Zip(Split(Sentences, ChunkingStrategy.Static(100, 0)).Skip(1)),
            pair => Assert.True(pair.First.Span.End <= pair.Second.Span.Start));

    [Fact]
    public void Split_CodeThatFits_StaysWholeInTheNextChunk()
    {
        var code = string.Join('\n', Enumerable.Range(0, 12).Select(i => $"  run step-{i}"));

        var chunks = Split($"{string.Join(' ', Sentences.Split(". ").Take(9))}.\n\n```\n{code}\n```", ChunkingStrategy.Static(100, 0));

        Assert.Contains(chunks, c => c.Text.Contains(code, StringComparison.Ordinal));
    }

    [Fact]
    public void Split_CodeThatDoesNotFit_IsCutBetweenLines()
    {
        var lines = Enumerable.Range(0, 100).Select(i => $"    run step-{i} now").ToList();

        var chunks = Split($"```\n{string.Join('\n', lines)}\n```", ChunkingStrategy.Static(100, 0));

        Assert.Equal(lines, chunks.SelectMany(c => c.Text.Split('\n')));
    }

    [Fact]
    public void Split_LongTable_RepeatsItsHeader()
    {
        var rows = string.Concat(Enumerable.Range(0, 80).Select(i => $"| item {i} | {i * 3} |\n"));

        var chunks = Split($"| Name | Price |\n|---|---|\n{rows}", ChunkingStrategy.Static(100, 50));

        Assert.True(chunks.Count > 5);
        Assert.Null(chunks[0].TableHeader);
        Assert.All(chunks.Skip(1), c => Assert.Equal("Name | Price", c.TableHeader));
        Assert.All(chunks, c => Assert.All(c.Text.Split('\n'), row => Assert.Matches(@"^(item \d+|Name) \| (\d+|Price)$", row)));
        Assert.All(chunks, c => Assert.InRange(c.Tokens, 1, 100));
    }

    [Fact]
    public void Split_HeadingAtAChunksEnd_GoesWithItsText()
    {
        var chunks = Split($"# A\n\n{string.Join(". ", Sentences.Split(". ").Take(9))}.\n\n# B\n\n## C\n\n{Sentences}", ChunkingStrategy.Static(100, 0));

        Assert.All(chunks, c => Assert.DoesNotMatch(@"\n\n[ABC]$", c.Text));
    }

    [Fact]
    public void Split_ChineseWithoutPunctuation_IsCutByTokens()
    {
        var text = string.Concat(Enumerable.Repeat("系统管理员安装软件包", 300));

        var chunks = Split(text, ChunkingStrategy.Static(100, 0));

        Assert.Equal(text, string.Concat(chunks.Select(c => c.Text)));
        Assert.All(chunks, c => Assert.InRange(c.Tokens, 1, 100));
    }

    [Theory]
    [InlineData(99, 0, "max_chunk_size_tokens")]
    [InlineData(4097, 0, "max_chunk_size_tokens")]
    [InlineData(800, 401, "chunk_overlap_tokens")]
    [InlineData(800, -1, "chunk_overlap_tokens")]
    public void Static_OutOfRange_NamesTheField(int max, int overlap, string field) =>
        Assert.Contains(field, Assert.Throws<ArgumentOutOfRangeException>(() => ChunkingStrategy.Static(max, overlap)).Message, StringComparison.Ordinal);

    [FsCheck.Xunit.Property(MaxTest = 100)]
    public void Split_AnyDocument_CoversItWithExactSpansWithinTheSize(byte[] picks, byte overlap)
    {
        string[] pieces =
        [
            "# H1", "## H2", "### H3", "Short.", Sentences[..300], "- item one is here", "```\ncode line\n  more\n```", "中文的句子。还有一句！",
            "| a | b |\n|---|---|\n| c | d |\n| e | f |", string.Concat(Enumerable.Repeat("长", 400)), "😀𠀀 emoji",
        ];
        var source = string.Join("\n\n", picks.Select(p => pieces[p % pieces.Length])) + "\n\nEnd.";
        var blocks = DocumentReaderConformance.Read("a.md", source);
        var extracted = new StringBuilder();
        foreach (var block in blocks)
        {
            extracted.Append(block.Separator).Append(block.Text);
        }

        var text = extracted.ToString();
        var strategy = ChunkingStrategy.Static(100, overlap % 51);
        var covered = 0;
        foreach (var chunk in Chunker.Split(blocks, strategy))
        {
            Assert.Equal(text[chunk.Span.Start..chunk.Span.End], chunk.Text);
            Assert.InRange(chunk.Tokens, 1, strategy.MaxTokens);
            if (chunk.Span.Start > covered)
            {
                Assert.True(string.IsNullOrWhiteSpace(text[covered..chunk.Span.Start]));
            }

            Assert.True(chunk.Span.End > covered);
            covered = chunk.Span.End;
        }

        Assert.Equal(text.Length, covered);
    }

    private static List<Chunk> Split(string markdown, ChunkingStrategy strategy) =>
        [.. Chunker.Split(DocumentReaderConformance.Read("a.md", markdown), strategy)];
}
