using System.Collections.Frozen;
using AngleSharp.Dom;

namespace YYC3.Llm.RagService.Documents.Html;

/// <summary>What the elements of a page mean for its text.</summary>
internal static class HtmlTags
{
    private static readonly FrozenSet<string> LeftOut = FrozenSet.Create(
        "script", "style", "nav", "template", "svg", "math", "iframe", "object", "embed", "canvas", "audio", "video", "button", "select",
        "option", "textarea", "input", "head", "map", "dialog");

    private static readonly FrozenSet<string> LeftOutRoles = FrozenSet.Create("navigation", "search", "banner", "contentinfo", "menu", "menubar", "toolbar");

    // Navigation that generators of manuals write without the element for it.
    private static readonly FrozenSet<string> LeftOutClasses = FrozenSet.Create("navheader", "navfooter", "toc", "breadcrumb", "breadcrumbs", "headerlink", "sphinxsidebar");

    private static readonly FrozenSet<string> Blocks = FrozenSet.Create(
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div", "dl", "dt", "fieldset", "figcaption",
        "figure", "footer", "form", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "ol", "optgroup", "p", "section",
        "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul");

    /// <summary>Whether the element and all below it are no part of the text.</summary>
    public static bool IsLeftOut(IElement element) =>
        LeftOut.Contains(element.LocalName) || element.HasAttribute("hidden")
        || element.GetAttribute("aria-hidden") is "true"
        || (element.GetAttribute("role") is { } role && LeftOutRoles.Contains(role))
        || element.ClassList.Any(LeftOutClasses.Contains);

    /// <summary>Whether it begins a paragraph of its own.</summary>
    public static bool IsBlock(string name) => Blocks.Contains(name);

    /// <summary>1 to 6 for h1 to h6, else 0.</summary>
    public static int HeadingLevel(string name) => name is ['h', >= '1' and <= '6'] ? name[1] - '0' : 0;
}
