using System.Text;
using YYC3.Llm.RagService.Documents;

namespace YYC3.Llm.Tests.RagService.Documents;

public sealed class MarkdownReaderTests : DocumentReaderConformance
{
    protected internal override string Format => "markdown";

    protected override string FileName => "notes.md";

    protected override byte[] Make(IReadOnlyList<string> paragraphs) => Encoding.UTF8.GetBytes(string.Join("\n\n", paragraphs));

    [Fact]
    public void Read_AllKindsOfBlocks_AreTold()
    {
        const string Source = """
            ---
            author: nobody
            ---
            # Guide

            Some *emphasised* `code` and a [link](https://example.org) over
            two lines.

            中文段落的第一行，
            接着第二行。

            ## Install

            3. first
            4. second
               - inner

            ```sh
            # not a heading
              indented
            ```

            | Name | Value |
            | --- | --- |
            | a | 1 |
            | b **c** | 2 |

            > quoted

            <p>raw &amp; html<script>no()</script></p>

            # Other
            """;

        var blocks = Read("guide.md", Source);

        Assert.Equal(
            [
                (BlockKind.Heading, "Guide", "Guide"),
                (BlockKind.Paragraph, "Some emphasised code and a link over two lines.", "Guide"),
                (BlockKind.Paragraph, "中文段落的第一行，接着第二行。", "Guide"),
                (BlockKind.Heading, "Install", "Guide/Install"),
                (BlockKind.ListItem, "3. first", "Guide/Install"),
                (BlockKind.ListItem, "4. second", "Guide/Install"),
                (BlockKind.ListItem, "- inner", "Guide/Install"),
                (BlockKind.Code, "# not a heading\n  indented", "Guide/Install"),
                (BlockKind.TableHeader, "Name | Value", "Guide/Install"),
                (BlockKind.TableRow, "a | 1", "Guide/Install"),
                (BlockKind.TableRow, "b c | 2", "Guide/Install"),
                (BlockKind.Paragraph, "quoted", "Guide/Install"),
                (BlockKind.Paragraph, "raw & html", "Guide/Install"),
                (BlockKind.Heading, "Other", "Other"),
            ],
            blocks.Select(b => (b.Kind, b.Text, string.Join('/', b.HeadingPath))));
        Assert.Equal([1, 2, 1], blocks.Where(b => b.Kind == BlockKind.Heading).Select(b => b.Level));
    }

    [Theory]
    [InlineData(">")]
    [InlineData("- ")]
    [InlineData("[")]
    [InlineData("*a ")]
    [InlineData("![](")]
    [InlineData("[a]: /b\n")]
    [InlineData("`a` ``")]
    [InlineData("<a ")]
    [InlineData("|a")]
    public void Read_HostileRepetition_IsReadAsWhateverItIsSoon(string piece)
    {
        var text = "First words.\n\n" + string.Concat(Enumerable.Repeat(piece, 40_000));
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var blocks = Read("a.md", text);

        Assert.Equal("First words.", blocks[0].Text);
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), $"took {clock.Elapsed}");
    }

    [Fact]
    public void Read_TooLarge_IsRefusedWithTheLimit() =>
        Assert.Contains("Split it", Assert.Throws<DocumentUnreadableException>(
            () => Read("a.md", new byte[2_000], limits => limits.MaxMarkupBytes = 1_000)).Message, StringComparison.Ordinal);
}
