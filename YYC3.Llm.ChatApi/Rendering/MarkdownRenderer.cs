using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Rendering;

/// <summary>Turns the Markdown of models into HTML that any page can show: tables, task lists and footnotes; code coloured by classes; formulas kept as they are.</summary>
internal sealed class MarkdownRenderer(SafeHtml safe)
{
    private readonly MarkdownPipeline pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseGridTables().UseTaskLists().UseFootnotes().UseAutoLinks().UseEmphasisExtras().UseMathematics().UseDefinitionLists().UseListExtras().UseCjkFriendlyEmphasis()
        .Build();

    /// <summary>The HTML of a text.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="highlights">Whether code is coloured.</param>
    /// <exception cref="ApiException">400: the text is nested too deeply.</exception>
    public string Render(string markdown, bool highlights)
    {
        using var html = new StringWriter();
        var renderer = new HtmlRenderer(html);
        pipeline.Setup(renderer);
        if (highlights)
        {
            renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new HighlightedCode());
        }

        try
        {
            renderer.Render(Markdown.Parse(markdown, pipeline));
        }
        catch (ArgumentException)
        {
            throw ApiException.BadRequest("text", "'text' is nested too deeply to be rendered.", "invalid_value");
        }

        renderer.Writer.Flush();
        return safe.Clean(html.ToString());
    }
}
