using FsCheck.Xunit;
using YYC3.Llm.ChatApi.Grounding;

namespace YYC3.Llm.Tests.ChatApi.Grounding;

public class CitationFinderTests
{
    [Theory]
    [InlineData("Use apt [1].", "8-11:1")]
    [InlineData("一【2】二［1］", "1-4:2 5-8:1")]
    [InlineData("both [1][2]", "5-8:1 8-11:2")]
    [InlineData("both [1, 3]", "5-11:1 5-11:3")]
    [InlineData("两处[1、2]", "2-7:1 2-7:2")]
    [InlineData("old style【1†manual.pdf】", "9-23:1")]
    [InlineData("no such source [4] [0] [-1] [99999999999]", "")]
    [InlineData("not a number [a] [] [1a] [", "")]
    [InlineData("a link [1](https://example.org), a source [2]", "42-45:2")]
    [InlineData("code `a[1]` and ```\nb[2]\n``` then [3]", "34-37:3")]
    [InlineData("a stray ` then [1]", "15-18:1")]
    [InlineData("```\nunclosed [1]", "")]
    public void Find_Answer_GivesPlacesAndNumbers(string answer, string expected) =>
        Assert.Equal(expected, string.Join(' ', CitationFinder.Find(answer, 3).Select(citation => $"{citation.Start}-{citation.End}:{citation.Source}")));

    [Property]
    public void Find_AnyText_StaysWithinTextAndSources(string? answer, byte sources)
    {
        var text = (answer ?? "") + "[1]`[2]" + answer;
        Assert.All(CitationFinder.Find(text, sources), citation =>
        {
            Assert.InRange(citation.Source, 1, sources);
            Assert.InRange(citation.Start, 0, citation.End - 3);
            Assert.InRange(citation.End, 3, text.Length);
        });
    }
}
