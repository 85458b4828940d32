using System.Net;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Rendering;

public sealed class RenderTests
{
    [Theory]
    [InlineData("| a | b |\n|---|---|\n| 1 | 2 |", "<td>1</td>")]
    [InlineData("- [x] done", "type=\"checkbox\"")]
    [InlineData("这是**重要的。**然后", "<strong>重要的。</strong>")]
    [InlineData("Area $\\pi r^2$ and\n\n$$\nx < y\n$$", "<span class=\"math\">\\(\\pi r^2\\)</span>")]
    [InlineData("$$\nx < y\n$$", "x &lt; y")]
    [InlineData("```csharp\nvar x = 1;\n```", "<span class=\"keyword\">var</span>")]
    [InlineData("```whatever\na < b\n```", "<code class=\"language-whatever\">a &lt; b")]
    [InlineData("See[^1].\n\n[^1]: There.", "id=\"fn:1\"")]
    [InlineData("[x](https://example.com)", "rel=\"noopener noreferrer nofollow\"")]
    public async Task Shows(string markdown, string html)
    {
        await using var host = await ChatApiHost.StartAsync();

        var rendering = await host.Admin.PostJsonAsync("/v1/render", System.Text.Json.JsonSerializer.Serialize(new { text = markdown }));

        Assert.Contains(html, rendering.Text("html"), StringComparison.Ordinal);
        Assert.Contains(".keyword", rendering.Text("css"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("<a href=\"java\tscript:alert(1)\">x</a>")]
    [InlineData("![x](data:text/html,alert(1))")]
    [InlineData("<svg><script>alert(1)</script></svg>")]
    [InlineData("<iframe src=https://alert></iframe>")]
    [InlineData("<form action=https://alert><button>x</button></form>")]
    [InlineData("<p style=\"background:url(javascript:alert(1))\">x</p>")]
    [InlineData("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>")]
    [InlineData("```html\n<img src=x onerror=alert(1)>\n```\n<img src=x onerror=alert(1)>")]
    [InlineData("<input type=text name=alert>")]
    [InlineData("<div id=alert>x</div>")]
    public async Task Takes_OutWhatCouldDoSomething(string markdown)
    {
        await using var host = await ChatApiHost.StartAsync();

        var html = (await host.Admin.PostJsonAsync("/v1/render", System.Text.Json.JsonSerializer.Serialize(new { text = markdown }))).Text("html");

        var parsed = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html);
        Assert.Empty(parsed.QuerySelectorAll("script, iframe, form, button, svg, math, style, object, embed, input:not([type=checkbox])"));
        Assert.All(parsed.All.SelectMany(element => element.Attributes), attribute => Assert.DoesNotContain("alert", attribute.Value, StringComparison.Ordinal));
        Assert.All(parsed.All.SelectMany(element => element.Attributes), attribute => Assert.False(attribute.Name.StartsWith("on", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("{}", "text", "missing_required_parameter")]
    [InlineData("""{"text":"x","format":"rst"}""", "format", "invalid_value")]
    public async Task Refuse_AWrongRequest(string body, string param, string code)
    {
        await using var host = await ChatApiHost.StartAsync();

        using var answer = await host.Admin.PostAsync("/v1/render", ApiAnswers.Json(body), TestContext.Current.CancellationToken);

        await answer.ErrorAsync(HttpStatusCode.BadRequest, code, param);
    }

    [Fact]
    public async Task Refuse_WhatIsNestedTooDeeply()
    {
        await using var host = await ChatApiHost.StartAsync();

        using var answer = await host.Admin.PostAsync("/v1/render", ApiAnswers.Json(System.Text.Json.JsonSerializer.Serialize(new { text = new string('>', 20_000) + " x" })), TestContext.Current.CancellationToken);

        await answer.ErrorAsync(HttpStatusCode.BadRequest, "invalid_value", "text");
    }
}
