using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Outline;
using UglyToad.PdfPig.Outline.Destinations;
using UglyToad.PdfPig.Writer;
using YYC3.Llm.RagService.Documents;

namespace YYC3.Llm.Tests.RagService.Documents;

public sealed class PdfReaderTests : DocumentReaderConformance
{
    private const double Left = 60;

    protected internal override string Format => "pdf";

    protected override string FileName => "paper.pdf";

    protected override byte[] Make(IReadOnlyList<string> paragraphs)
    {
        var pdf = new Pdf();
        foreach (var page in paragraphs.Chunk(25))
        {
            pdf.Page();
            for (var i = 0; i < page.Length; i++)
            {
                pdf.Text(page[i], Left, 760 - (i * 28));
            }
        }

        return pdf.Build();
    }

    [Fact]
    public void Read_LinesOfAParagraph_AreJoinedAndWordsDehyphenated()
    {
        var pdf = new Pdf();
        pdf.Page();
        pdf.Lines(740, "The administrator of the system installs packages and con-", "figures them; a well-", "known way is apt-get.", "Then it ends here.");
        pdf.Lines(660, "A second paragraph follows.");

        Assert.Equal(
            ["The administrator of the system installs packages and configures them; a wellknown way is apt-get. Then it ends here.", "A second paragraph follows."],
            Read(FileName, pdf.Build()).Select(b => b.Text));
    }

    [Fact]
    public void Read_ABookWithoutAParagraph_ComesInPiecesOfAFewPages()
    {
        var pdf = new Pdf();
        for (var number = 1; number <= 30; number++)
        {
            pdf.Page();
            pdf.Lines(760, [.. Enumerable.Range(0, 55).Select(i => $"page{number}line{i} and as much more as there is to say until the right margin of the page is")]);
        }

        var input = new DocumentInput(FileName, null, new MemoryStream(pdf.Build()));
        var seen = new List<double?>();
        var blocks = new List<DocumentBlock>();
        foreach (var block in Extractor().Extract(input, TestContext.Current.CancellationToken))
        {
            blocks.Add(block);
            seen.Add(input.Done);
        }

        Assert.True(blocks.Count > 10);
        Assert.All(blocks, block => Assert.True(block.LastPage - block.Page <= 3, $"{block.Page} to {block.LastPage}"));
        Assert.Equal(seen.Order(), seen);
        Assert.True(seen[^1] > 0.9 && seen[0] < 0.2);
    }

    [Fact]
    public void Read_ParagraphOverAPageEnd_IsOneBlockOnBothPages()
    {
        var pdf = new Pdf();
        pdf.Page();
        pdf.Text("A full line that reaches the right margin of the page and therefore goes on, which is", Left, 60);
        pdf.Page();
        pdf.Text("why it continues on the next page.", Left, 760);

        var block = Assert.Single(Read(FileName, pdf.Build()));

        Assert.EndsWith("which is why it continues on the next page.", block.Text, StringComparison.Ordinal);
        Assert.Equal((1, 2), (block.Page, block.LastPage));
    }

    [Fact]
    public void Read_HeadersFootersAndPageNumbers_AreLeftOut()
    {
        var pdf = new Pdf();
        for (var i = 1; i <= 8; i++)
        {
            pdf.Page();
            pdf.Text("Annual Report", Left, 800);
            pdf.Text($"{i}/8", 500, 800);
            pdf.Text($"Content number {i * i} of the report.", Left, 700);
            pdf.Text($"Page {i}", 280, 30);
        }

        Assert.Equal(Enumerable.Range(1, 8).Select(i => $"Content number {i * i} of the report."), Read(FileName, pdf.Build()).Select(b => b.Text));
    }

    [Fact]
    public void Read_LargerText_IsAHeadingByItsSize()
    {
        var pdf = new Pdf();
        pdf.Page();
        pdf.Text("The Book", Left, 780, size: 24);
        pdf.Text("First chapter", Left, 740, size: 16);
        pdf.Lines(700, "Body text that is long enough to be the most frequent size.", "And a second line of it.");
        pdf.Text("Second chapter", Left, 600, size: 16);
        pdf.Lines(560, "More body text.");

        var blocks = Read(FileName, pdf.Build());

        Assert.Equal([("The Book", 1), ("First chapter", 2), ("Second chapter", 2)], blocks.Where(b => b.Kind == BlockKind.Heading).Select(b => (b.Text, b.Level)));
        Assert.Equal(["The Book", "Second chapter"], blocks[^1].HeadingPath);
    }

    [Fact]
    public void Read_Bookmarks_GiveTheHeadingsAndTheirLevels()
    {
        var pdf = new Pdf();
        pdf.Page();
        pdf.Text("Chapter 1", Left, 780, size: 16);
        pdf.Text("Getting started", Left, 750, size: 20);
        pdf.Lines(700, "Body text under the first title.");
        pdf.Text("1.1 Install", Left, 650);
        pdf.Lines(620, "Body text under install.");
        pdf.Page();
        pdf.Lines(760, "Text under a title that the page does not show.");
        pdf.Bookmark("Getting started", 1, 790, children: [("Install", 1, 670), ("Hidden title", 2, 800)]);

        var blocks = Read(FileName, pdf.Build());

        Assert.Equal(
            ["Chapter 1 Getting started", "Chapter 1 Getting started/1.1 Install", "Chapter 1 Getting started/Hidden title"],
            blocks.Where(b => b.Kind == BlockKind.Heading).Select(b => string.Join('/', b.HeadingPath)));
        Assert.Equal(["Chapter 1 Getting started", "Hidden title"], blocks[^1].HeadingPath);
    }

    [Fact]
    public void Read_FixedWidthText_KeepsItsLinesAndColumns()
    {
        var pdf = new Pdf();
        pdf.Page();
        pdf.Lines(740, "Run these commands:");
        pdf.Text("$ for f in *; do", Left, 700, mono: true);
        pdf.Text("    echo $f   # each", Left, 688, mono: true);
        pdf.Text("done", Left, 676, mono: true);

        var code = Assert.Single(Read(FileName, pdf.Build()), b => b.Kind == BlockKind.Code);

        Assert.Equal("$ for f in *; do\n    echo $f   # each\ndone", code.Text);
    }

    [Fact]
    public void Read_Table_GivesRowsWithCells()
    {
        var pdf = new Pdf();
        pdf.Page();
        string[][] rows = [["Name", "Size", "Use"], ["alpha", "10", "first letter"], ["beta", "20", "second letter"]];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                pdf.Text(rows[i][j], Left + (j * 120), 700 - (i * 16));
            }
        }

        Assert.Equal(
            [(BlockKind.TableHeader, "Name | Size | Use"), (BlockKind.TableRow, "alpha | 10 | first letter"), (BlockKind.TableRow, "beta | 20 | second letter")],
            Read(FileName, pdf.Build()).Select(b => (b.Kind, b.Text)));
    }

    [Fact]
    public void Read_TwoColumns_AreReadOneAfterTheOther()
    {
        var pdf = new Pdf();
        pdf.Page();
        pdf.Text("A title across the whole width of this page, above both of its columns of text, as papers have", Left, 780);
        for (var i = 0; i < 12; i++)
        {
            pdf.Text($"left line {i} fills up its own column wholly", Left, 740 - (i * 12));
            pdf.Text($"right line {i} fills up its column as well", 310, 740 - (i * 12));
        }

        var text = string.Join(' ', Read(FileName, pdf.Build()).Select(b => b.Text));

        Assert.True(text.IndexOf("left line 11", StringComparison.Ordinal) < text.IndexOf("right line 0", StringComparison.Ordinal), text);
        Assert.StartsWith("A title", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TableOfContents_IsLeftOut()
    {
        var pdf = new Pdf();
        pdf.Page();
        pdf.Text("Introduction . . . . . . . . . . . . . . 12", Left, 700);
        pdf.Text("The text itself.", Left, 600);

        Assert.Equal("The text itself.", Assert.Single(Read(FileName, pdf.Build())).Text);
    }

    [Fact]
    public void Read_PagesWithoutText_SaysThatTheyArePictures()
    {
        var pdf = new Pdf();
        pdf.Page();

        Assert.Contains("OCR", Assert.Throws<DocumentUnreadableException>(() => Read(FileName, pdf.Build())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TooManyPages_SaysHowMany() =>
        Assert.Contains("3 pages; 2 are allowed", Assert.Throws<DocumentUnreadableException>(
            () => Read(FileName, Make([.. Enumerable.Range(0, 60).Select(i => $"Line {i}.")]), limits => limits.MaxPages = 2)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_NoPdfInside_SaysSo() =>
        Assert.Contains("named as a PDF", Assert.Throws<DocumentUnreadableException>(() => Read(FileName, "hello")).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_PdfNamedOtherwise_IsReadAsThePdfItIs() => Assert.Single(Read("paper.txt", Make(["Plain words."])));

    [Fact]
    public void Read_ThousandPages_HoldsNoMoreThanAFew()
    {
        var file = Make([.. Enumerable.Range(0, 25_000).Select(i => $"Paragraph {i} has some words of its own, and its number {i * 31}.")]);
        var extractor = Extractor();
        var peak = 0L;
        var count = 0;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var block in extractor.Extract(new DocumentInput(FileName, null, new MemoryStream(file)), TestContext.Current.CancellationToken))
        {
            if (++count % 2_500 == 0)
            {
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        Assert.Equal(25_000, count);
        Assert.True(peak < 100 * 1024 * 1024, $"{peak >> 20} MiB held");
    }

    private sealed class Pdf
    {
        private readonly PdfDocumentBuilder builder = new();
        private readonly PdfDocumentBuilder.AddedFont serif;
        private readonly PdfDocumentBuilder.AddedFont mono;
        private PdfPageBuilder page = null!;

        public Pdf()
        {
            serif = builder.AddStandard14Font(Standard14Font.Helvetica);
            mono = builder.AddStandard14Font(Standard14Font.Courier);
        }

        public void Page() => page = builder.AddPage(PageSize.A4);

        public void Text(string text, double x, double y, double size = 10, bool mono = false) =>
            page.AddText(text, size, new PdfPoint(x, y), mono ? this.mono : serif);

        public void Lines(double y, params string[] lines)
        {
            for (var i = 0; i < lines.Length; i++)
            {
                Text(lines[i], Left, y - (i * 12));
            }
        }

        public void Bookmark(string title, int number, double top, (string Title, int Page, double Top)[] children) =>
            builder.Bookmarks = new Bookmarks([Node(title, number, top, 0, [.. children.Select(c => Node(c.Title, c.Page, c.Top, 1, []))])]);

        public byte[] Build() => builder.Build();

        private static DocumentBookmarkNode Node(string title, int number, double top, int level, IReadOnlyList<BookmarkNode> children) =>
            new(title, level, new ExplicitDestination(number, ExplicitDestinationType.XyzCoordinates, new ExplicitDestinationCoordinates(Left, top)), children);
    }
}
