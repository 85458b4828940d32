using System.Text;
using Markdig.Syntax.Inlines;

namespace YYC3.Llm.RagService.Documents.Markdown;

/// <summary>The plain text of Markdown's inline markup.</summary>
internal static class MarkdownText
{
    /// <summary>Text without emphasis marks, link targets and tags; an image gives its description.</summary>
    public static string Of(ContainerInline? inline)
    {
        var text = new StringBuilder();
        Append(text, inline);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ContainerInline? container)
    {
        for (var inline = container?.FirstChild; inline is not null; inline = inline.NextSibling)
        {
            switch (inline)
            {
                case LiteralInline literal:
                    AppendContent(text, literal.Content.AsSpan());
                    break;
                case CodeInline code:
                    text.Append(code.ContentSpan);
                    break;
                case AutolinkInline link:
                    text.Append(link.Url);
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded.AsSpan());
                    break;
                case LineBreakInline:
                    text.Append('\n');
                    break;
                case ContainerInline nested:
                    Append(text, nested);
                    break;
            }
        }
    }

    /// <summary>A soft line break before this text is a space, or nothing between Chinese characters.</summary>
    private static void AppendContent(StringBuilder text, ReadOnlySpan<char> content)
    {
        if (text.Length > 0 && text[^1] == '\n' && !content.IsEmpty)
        {
            text.Length--;
            TextJoin.AppendLine(text, content, dehyphenate: false);
            return;
        }

        text.Append(content);
    }
}
