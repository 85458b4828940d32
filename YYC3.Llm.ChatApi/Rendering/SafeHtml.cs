using AngleSharp.Dom;
using Ganss.Xss;

namespace YYC3.Llm.ChatApi.Rendering;

/// <summary>Takes out of HTML what could do something: scripts, forms, styles, addresses that are no web addresses.</summary>
internal sealed class SafeHtml
{
    private static readonly string[] Tags =
    [
        "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "input", "ins", "kbd", "li", "mark",
        "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "var",
    ];

    private static readonly string[] Attributes = ["align", "alt", "checked", "class", "colspan", "disabled", "height", "href", "id", "lang", "open", "rowspan", "src", "start", "title", "type", "width"];

    private readonly HtmlSanitizer sanitizer = new(new HtmlSanitizerOptions
    {
        AllowedTags = Set(Tags),
        AllowedAttributes = Set(Attributes),
        AllowedSchemes = Set("http", "https", "mailto"),
        AllowedCssProperties = Set(),
        UriAttributes = Set("href", "src"),
    });

    public SafeHtml() => sanitizer.PostProcessNode += (_, e) =>
    {
        switch (e.Node)
        {
            case IElement { LocalName: "input" } input when input.GetAttribute("type") != "checkbox":
                input.Remove();
                break;
            case IElement { LocalName: "input" } box:
                box.SetAttribute("disabled", "disabled");
                break;
            case IElement { LocalName: "a" } link when link.GetAttribute("href")?.StartsWith('#') == false:
                link.SetAttribute("rel", "noopener noreferrer nofollow");
                break;
        }

        // Only footnotes need names; others could stand for what the page's own scripts look for.
        if (e.Node is IElement element && element.Id?.StartsWith("fn", StringComparison.Ordinal) == false)
        {
            element.RemoveAttribute("id");
        }
    };

    /// <summary>The HTML without what could do something. Safe for several threads.</summary>
    public string Clean(string html) => sanitizer.Sanitize(html);

    private static HashSet<string> Set(params ReadOnlySpan<string> values) => new(values.ToArray(), StringComparer.OrdinalIgnoreCase);
}
