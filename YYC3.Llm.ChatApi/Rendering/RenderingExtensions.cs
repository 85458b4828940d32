using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ChatApi.Responses.Requests;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Rendering;

/// <summary><c>POST /v1/render</c>: for clients that cannot show Markdown themselves.</summary>
internal static class RenderingExtensions
{
    private const int Longest = 1_000_000;

    public static WebApplicationBuilder AddRendering(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SafeHtml>().AddSingleton<MarkdownRenderer>();
        return builder;
    }

    public static WebApplication MapRendering(this WebApplication app)
    {
        var renderer = app.Services.GetRequiredService<MarkdownRenderer>();
        var limits = app.Services.GetRequiredService<BodyLimits>();
        app.MapPost("/v1/render", context => RenderAsync(context, renderer, limits)).Documented(
            "Rendering", "Turn Markdown into safe HTML", "`object`: `rendering`, `html`, `css`", "`text` (Markdown, up to 1,000,000 characters), `format` (`markdown`), `highlight` (true when left out)",
            "Scripts, forms, styles and other addresses than web addresses are taken out. Code is coloured by classes, whose style sheet is in `css`; formulas stay as they are, between `\\(…\\)` or `\\[…\\]` in elements of the class `math`.");
        return app;
    }

    private static async Task RenderAsync(HttpContext context, MarkdownRenderer renderer, BodyLimits limits)
    {
        var fields = new Fields(await ConversationJson.ReadObjectAsync(context, limits));
        fields.Choice("format", "markdown");
        var text = fields.Text("text", Longest) ?? throw ApiException.BadRequest("text", "Missing required parameter: 'text'.", "missing_required_parameter");
        var highlights = fields.Flag("highlight") ?? true;
        await ConversationJson.AnswerAsync(context, new JsonObject
        {
            ["object"] = "rendering",
            ["html"] = renderer.Render(text, highlights),
            ["css"] = highlights ? HighlightedCode.Css : "",
        });
    }
}
