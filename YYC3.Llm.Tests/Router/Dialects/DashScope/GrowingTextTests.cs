using FsCheck.Xunit;
using YYC3.Llm.Router.Dialects.DashScope;

namespace YYC3.Llm.Tests.Router.Dialects.DashScope;

public sealed class GrowingTextTests
{
    [Theory]
    [InlineData("我是|通义|千问", "我是通义千问")]
    [InlineData("我|我是|我是通|我是通义千问", "我是通义千问")]
    [InlineData("你|你好", "你好")]
    [InlineData("||你|", "你")]
    [InlineData("ha|haha|haha!|ha", "hahahahaha!ha")]
    [InlineData("The quick brown |The quick brown fox|The quick brown fox|The quick brown fox jumps", "The quick brown fox jumps")]
    [InlineData("one", "one")]
    public void Take_PiecesOrWholeTexts_GivesTheTextOnce(string events, string expected) => Assert.Equal(expected, Run(events.Split('|'), (_, at) => at + 1));

    [Theory]
    [InlineData(new[] { "ha", "haha" }, new[] { 1L, 3L }, "hahaha")]
    [InlineData(new[] { "你", "你好" }, new[] { 1L, 2L }, "你好")]
    public void End_ShortAndAmbiguous_GoesByTheTokens(string[] events, long[] tokens, string expected) => Assert.Equal(expected, Run(events, (_, at) => tokens[at]));

    [Property]
    public void Take_WholeTextsOfAnyPieces_GivesTheLast(string[]? pieces)
    {
        var texts = new List<string>();
        foreach (var piece in (pieces ?? []).Where(piece => !string.IsNullOrEmpty(piece)).Prepend("Some beginning that is long enough. "))
        {
            texts.Add((texts.Count == 0 ? "" : texts[^1]) + piece);
        }

        Assert.Equal(texts[^1], Run([.. texts], (text, _) => text.Length));
    }

    [Property]
    public void Take_PiecesThatDoNotRepeat_GivesAllOfThem(string[]? pieces)
    {
        var all = (pieces ?? []).Where(piece => !string.IsNullOrEmpty(piece)).Select((piece, at) => $"{at}:{piece}").ToArray();

        Assert.Equal(string.Concat(all), Run(all, (_, at) => at + 1));
    }

    private static string Run(string[] events, Func<string, int, long> tokens)
    {
        var text = new GrowingText();
        return string.Concat(events.Select((part, at) => text.Take(part, tokens(part, at)))) + text.End();
    }
}
