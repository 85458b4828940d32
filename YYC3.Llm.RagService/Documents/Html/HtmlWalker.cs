using System.Text;
using AngleSharp.Dom;

namespace YYC3.Llm.RagService.Documents.Html;

/// <summary>Walks a page's tree in reading order: block elements become elements, the text between them paragraphs.</summary>
/// <param name="maxDepth">How deep to follow; what lies deeper is left out.</param>
/// <param name="cancellationToken">Looked at for each node.</param>
internal sealed class HtmlWalker(int maxDepth, CancellationToken cancellationToken)
{
    private readonly StringBuilder text = new();
    private readonly List<DocumentElement> found = [];
    private string bullet = "";
    private bool inItem;
    private int? number;

    /// <summary>The elements below <paramref name="root"/>.</summary>
    public IEnumerable<DocumentElement> Read(IElement root)
    {
        // Handed out child by child of the body; a page's tree is in memory anyway.
        foreach (var node in root.ChildNodes)
        {
            Visit(node, depth: 1);
            foreach (var element in Take())
            {
                yield return element;
            }
        }

        EndParagraph();
        foreach (var element in Take())
        {
            yield return element;
        }
    }

    private DocumentElement[] Take()
    {
        var taken = found.ToArray();
        found.Clear();
        return taken;
    }

    private void Visit(INode node, int depth)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (node is IText characters)
        {
            TextJoin.AppendCollapsed(text, characters.Data);
        }
        else if (node is IElement element && depth <= maxDepth && !HtmlTags.IsLeftOut(element))
        {
            VisitElement(element, depth);
        }
    }

    private void VisitElement(IElement element, int depth)
    {
        var name = element.LocalName;
        if (HtmlTags.HeadingLevel(name) is > 0 and var level)
        {
            EndParagraph();
            found.Add(new DocumentElement(BlockKind.Heading, InlineText(element, depth)) { Level = level });
            return;
        }

        switch (name)
        {
            case "br":
                TextJoin.AppendCollapsed(text, "\n");
                return;
            case "pre":
                EndParagraph();
                found.Add(new DocumentElement(BlockKind.Code, element.TextContent));
                return;
            case "table" when HtmlTable.IsData(element):
                EndParagraph();
                found.AddRange(HtmlTable.Read(element, cell => InlineText(cell, depth)));
                return;
            case "li" or "dd":
                VisitItem(element, depth);
                return;
            case "ol" or "ul":
                VisitList(element, depth);
                return;
            case "img":
                TextJoin.AppendCollapsed(text, element.GetAttribute("alt") ?? "");
                return;
        }

        var isBlock = HtmlTags.IsBlock(name);
        if (isBlock)
        {
            EndParagraph();
        }

        VisitChildren(element, depth);
        if (isBlock)
        {
            EndParagraph();
        }
    }

    private void VisitList(IElement list, int depth)
    {
        EndParagraph();
        var outer = number;
        number = list.LocalName == "ul" ? null : int.TryParse(list.GetAttribute("start"), out var start) ? start : 1;
        VisitChildren(list, depth);
        EndParagraph();
        number = outer;
    }

    private void VisitItem(IElement item, int depth)
    {
        EndParagraph();
        var outer = (bullet, inItem);
        (bullet, inItem) = (item.LocalName == "dd" ? "" : number is { } n ? $"{n}. " : "- ", true);
        number++;
        VisitChildren(item, depth);
        EndParagraph();
        (bullet, inItem) = outer;
    }

    private void VisitChildren(IElement element, int depth)
    {
        foreach (var child in element.ChildNodes)
        {
            Visit(child, depth + 1);
        }
    }

    private void EndParagraph()
    {
        if (text.Length > 0 && text.ToString().Trim() is { Length: > 0 } content)
        {
            found.Add(new DocumentElement(inItem ? BlockKind.ListItem : BlockKind.Paragraph, bullet + content));
            bullet = "";
        }

        text.Clear();
    }

    /// <summary>All text below an element as one line, blocks in it parted by spaces.</summary>
    private string InlineText(IElement element, int depth)
    {
        var inner = new HtmlWalker(maxDepth - depth, cancellationToken);
        inner.VisitChildren(element, depth: 1);
        inner.EndParagraph();
        return string.Join(' ', inner.found.Select(e => e.Text)).Trim();
    }
}
