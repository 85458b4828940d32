using ColorCode;
using ColorCode.Styling;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace YYC3.Llm.ChatApi.Rendering;

/// <summary>Code whose language is known, with a class for each kind of word; other code as it is.</summary>
internal sealed class HighlightedCode : CodeBlockRenderer
{
    /// <summary>The style sheet of the classes, without the library's first rule, which is for the whole page.</summary>
    public static string Css { get; } = Formatter().GetCSSString() is var css && css.IndexOf('}', StringComparison.Ordinal) is var body ? css[(body + 1)..].Trim() : "";

    // Names that people write, for the library's.
    private static readonly Dictionary<string, string> Languages = new(StringComparer.OrdinalIgnoreCase)
    {
        ["csharp"] = "c#",
        ["cs"] = "c#",
        ["js"] = "javascript",
        ["ts"] = "typescript",
        ["py"] = "python",
        ["cpp"] = "cpp",
        ["c++"] = "cpp",
        ["c"] = "cpp",
        ["ps1"] = "powershell",
        ["fsharp"] = "f#",
        ["fs"] = "f#",
        ["vb"] = "vb.net",
        ["md"] = "markdown",
        ["htm"] = "html",
        ["xaml"] = "xml",
    };

    private static HtmlClassFormatter Formatter() => new(StyleDictionary.DefaultLight);

    protected override void Write(HtmlRenderer renderer, CodeBlock block)
    {
        if (block is MathBlock math)
        {
            renderer.EnsureLine().Write("<div class=\"math\">\\[").WriteLeafRawLines(math, writeEndOfLines: true, escape: true).Write("\\]</div>");
            return;
        }

        var name = (block as FencedCodeBlock)?.Info ?? "";
        if (name.Length == 0 || ColorCode.Languages.FindById(Languages.GetValueOrDefault(name, name)) is not { } language)
        {
            base.Write(renderer, block);
            return;
        }

        // The formatter keeps its state from one text to the next.
        renderer.EnsureLine().Write(Formatter().GetHtmlString(block.Lines.ToString(), language));
    }
}
