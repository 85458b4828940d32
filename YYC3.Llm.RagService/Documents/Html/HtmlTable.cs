using AngleSharp.Dom;

namespace YYC3.Llm.RagService.Documents.Html;

/// <summary>Reads tables that hold data; those that only arrange a page are walked like any other element.</summary>
internal static class HtmlTable
{
    /// <summary>Whether the table has at least two rows of cells and neither tables nor headings nor code in them.</summary>
    public static bool IsData(IElement table) =>
        table.QuerySelector("table, h1, h2, h3, h4, h5, h6, pre") is null && table.QuerySelectorAll("tr").Count(row => row.ChildElementCount > 1) > 1;

    /// <summary>The caption as a paragraph, then the rows.</summary>
    public static IEnumerable<DocumentElement> Read(IElement table, Func<IElement, string> textOf)
    {
        if (table.QuerySelector("caption") is { } caption)
        {
            yield return new DocumentElement(BlockKind.Paragraph, textOf(caption));
        }

        var first = true;
        foreach (var row in table.QuerySelectorAll("tr"))
        {
            var cells = row.Children.Where(cell => cell.LocalName is "td" or "th").ToArray();
            var isHeader = row.ParentElement?.LocalName == "thead" || (first && cells.Length > 0 && Array.TrueForAll(cells, cell => cell.LocalName == "th"));
            var text = TextJoin.Row(cells.Select(textOf));
            if (text.Trim(' ', '|').Length > 0)
            {
                yield return new DocumentElement(isHeader ? BlockKind.TableHeader : BlockKind.TableRow, text);
                first = false;
            }
        }
    }
}
