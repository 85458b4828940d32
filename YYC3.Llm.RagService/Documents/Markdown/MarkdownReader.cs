using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using YYC3.Llm.RagService.Documents.Html;
using YYC3.Llm.RagService.Documents.Txt;

namespace YYC3.Llm.RagService.Documents.Markdown;

/// <summary>Markdown with pipe tables, front matter (left out) and the HTML inside it.</summary>
internal sealed class MarkdownReader : IDocumentReader
{
    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UsePipeTables().UseGridTables().UseYamlFrontMatter().UseTaskLists().UsePreciseSourceLocation().Build();

    public string Name => "markdown";

    public bool CanRead(DocumentSignature signature) => signature.BinaryKind is null
        && (signature.Extension is ".md" or ".markdown" or ".mdown" or ".mkd" || (signature.Extension is "" && signature.ContentType is "text/markdown"));

    public IEnumerable<DocumentElement> Read(DocumentInput input, DocumentLimits limits, CancellationToken cancellationToken)
    {
        var source = MarkupFile.ReadText(input, limits, "Markdown");
        return Parse(source) is { } document
            ? ReadContainer(document, depth: 0, limits.MaxDepth, cancellationToken)
            : new TxtReader().Read(input, limits, cancellationToken);
    }

    /// <summary>The document's tree; null for what nests deeper than the parser goes, or costs too much to parse.</summary>
    private static MarkdownDocument? Parse(string source)
    {
        try
        {
            return MarkdownCost.IsExcessive(source) ? null : Markdig.Markdown.Parse(source, Pipeline);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static IEnumerable<DocumentElement> ReadContainer(ContainerBlock container, int depth, int maxDepth, CancellationToken cancellationToken)
    {
        if (depth > maxDepth)
        {
            yield break;
        }

        foreach (var block in container)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var element in ReadBlock(block, depth, maxDepth, cancellationToken))
            {
                yield return element;
            }
        }
    }

    private static IEnumerable<DocumentElement> ReadBlock(Block block, int depth, int maxDepth, CancellationToken cancellationToken) => block switch
    {
        YamlFrontMatterBlock or LinkReferenceDefinitionGroup => [],
        HeadingBlock heading => [new DocumentElement(BlockKind.Heading, MarkdownText.Of(heading.Inline)) { Level = heading.Level }],
        ParagraphBlock paragraph => [new DocumentElement(BlockKind.Paragraph, MarkdownText.Of(paragraph.Inline))],
        CodeBlock code => [new DocumentElement(BlockKind.Code, code.Lines.ToString())],
        HtmlBlock html => HtmlReader.ReadFragment(html.Lines.ToString(), maxDepth, cancellationToken),
        Table table => ReadTable(table),
        ListBlock list => ReadList(list, depth, maxDepth, cancellationToken),
        ContainerBlock container => ReadContainer(container, depth + 1, maxDepth, cancellationToken),
        LeafBlock leaf => [new DocumentElement(BlockKind.Paragraph, MarkdownText.Of(leaf.Inline))],
        _ => [],
    };

    private static IEnumerable<DocumentElement> ReadList(ListBlock list, int depth, int maxDepth, CancellationToken cancellationToken)
    {
        if (depth > maxDepth)
        {
            yield break;
        }

        var number = int.TryParse(list.OrderedStart, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bullet = list.IsOrdered ? $"{number++}. " : "- ";
            foreach (var block in item)
            {
                if (block is ParagraphBlock paragraph)
                {
                    yield return new DocumentElement(BlockKind.ListItem, bullet + MarkdownText.Of(paragraph.Inline));
                    bullet = "";
                    continue;
                }

                foreach (var element in ReadBlock(block, depth + 1, maxDepth, cancellationToken))
                {
                    yield return element;
                }
            }
        }
    }

    private static IEnumerable<DocumentElement> ReadTable(Table table) => table.OfType<TableRow>().Select(row => new DocumentElement(
        row.IsHeader ? BlockKind.TableHeader : BlockKind.TableRow,
        TextJoin.Row(row.OfType<TableCell>().Select(cell => string.Join(' ', cell.Descendants<LeafBlock>().Select(leaf => MarkdownText.Of(leaf.Inline)))))));
}
