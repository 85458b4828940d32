using System.Net;
using System.Text.RegularExpressions;
using YYC3.Llm.AppHost.Local.Dashboard;

namespace YYC3.Llm.Tests.AppHost.Dashboard;

public sealed partial class PageTests
{
    [Fact]
    public void Page_Scripts_NeverMakeMarkupOfText()
    {
        Assert.All(Files(".js"), file => Assert.DoesNotMatch(MakesMarkup(), file.Text));
        Assert.NotEmpty(Files(".js"));
    }

    [Fact]
    public void Page_Html_HasNoInlineScriptOrStyleAndNothingFromElsewhere() =>
        Assert.All(Files(".html"), file => Assert.DoesNotMatch(InlineOrForeign(), file.Text));

    [Fact]
    public void Page_EveryTextThatIsUsed_IsThereInBothLanguages()
    {
        var files = Files(".js");
        var texts = TextEntry().Matches(files.Single(file => file.Name.EndsWith("i18n.js", StringComparison.Ordinal)).Text)
            .ToDictionary(match => match.Groups["key"].Value, match => (English: match.Groups["en"].Value, Chinese: match.Groups["zh"].Value));
        var used = files.SelectMany(file => TextUse().Matches(file.Text)).Select(match => match.Groups["key"].Value).Distinct().ToList();
        Assert.True(used.Count > 50);
        Assert.Empty(used.Except(texts.Keys));
        Assert.All(texts.Values, text => Assert.Equal(Holes(text.English), Holes(text.Chinese)));
    }

    [Fact]
    public async Task Can_LoadEveryFileThatThePageNames()
    {
        await using var dashboard = await DashboardFixture.StartAsync();
        foreach (var address in new[] { "/", "/consolelogs/router", "/structuredlogs", "/traces", "/traces/detail/0102", "/metrics" })
        {
            using var page = await dashboard.Browser.GetAsync(address, DashboardFixture.Ending);
            Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
            foreach (Match named in NamedFile().Matches(await page.Content.ReadAsStringAsync(DashboardFixture.Ending)))
            {
                using var file = await dashboard.Browser.GetAsync(named.Groups["file"].Value, DashboardFixture.Ending);
                Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            }
        }

        foreach (var script in Files(".js"))
        {
            foreach (Match import in Import().Matches(script.Text))
            {
                using var file = await dashboard.Browser.GetAsync($"/assets/js/{import.Groups["file"].Value}", DashboardFixture.Ending);
                Assert.Equal("text/javascript", file.Content.Headers.ContentType?.MediaType);
            }
        }

        using var missing = await dashboard.Browser.GetAsync("/assets/../index.html%00", DashboardFixture.Ending);
        Assert.NotEqual(HttpStatusCode.OK, missing.StatusCode);
    }

    private static List<(string Name, string Text)> Files(string extension)
    {
        var assembly = typeof(DashboardServer).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("dashboard/", StringComparison.Ordinal) && name.EndsWith(extension, StringComparison.Ordinal))
            .Select(name => (name, new StreamReader(assembly.GetManifestResourceStream(name)!).ReadToEnd()))];
    }

    private static IEnumerable<string> Holes(string text) => Hole().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser|createContextualFragment|srcdoc")]
    private static partial Regex MakesMarkup();

    [GeneratedRegex(@"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|https?://")]
    private static partial Regex InlineOrForeign();

    [GeneratedRegex(@"^\s+(?<key>\w+): \['(?<en>[^']*)',\s*'(?<zh>[^']*)'\],", RegexOptions.Multiline)]
    private static partial Regex TextEntry();

    [GeneratedRegex(@"\bt\('(?<key>\w+)'")]
    private static partial Regex TextUse();

    [GeneratedRegex(@"(?:src|href)=""(?<file>/assets/[^""]+)""")]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"from '\./(?<file>[^']+)'")]
    private static partial Regex Import();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Hole();
}
