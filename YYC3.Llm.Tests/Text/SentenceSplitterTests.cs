using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.Tests.Text;

public sealed class SentenceSplitterTests
{
    [Theory]
    [InlineData("One. Two! Three?", "One.|Two!|Three?")]
    [InlineData("今天下雨。明天呢？好！他说：“走吧。”于是走了；", "今天下雨。|明天呢？|好！|他说：“走吧。”|于是走了；")]
    [InlineData("真的吗？！当然……走", "真的吗？！|当然……|走")]
    [InlineData("Dr. Smith met J. Doe, e.g. in Fig. 3. He left.", "Dr. Smith met J. Doe, e.g. in Fig. 3.|He left.")]
    [InlineData("Version 3.14 is out. Get file.txt from www.example.org now.", "Version 3.14 is out.|Get file.txt from www.example.org now.")]
    [InlineData("He said no. Then he left.", "He said no.|Then he left.")]
    [InlineData("So am I. Really.", "So am I.|Really.")]
    [InlineData("Apples, pears, etc. are fruit. Yes.", "Apples, pears, etc. are fruit.|Yes.")]
    [InlineData("1. First item\n2. Second item", "1. First item|2. Second item")]
    [InlineData("一、甲\n二、乙", "一、甲|二、乙")]
    [InlineData("Title\n\nText of it.", "Title|Text of it.")]
    [InlineData("- a\n- b", "- a|- b")]
    [InlineData("She asked \"Why?\" He did not (really.) Know.", "She asked \"Why?\"|He did not (really.)|Know.")]
    [InlineData("使用 apt-get install foo.然后重启。", "使用 apt-get install foo.然后重启。")]
    [InlineData("系统崩溃.然后重启!再来", "系统崩溃.|然后重启!|再来")]
    [InlineData("x != y and a ?? b", "x != y and a ??|b")]
    [InlineData("", "")]
    [InlineData(" \n\t ", "")]
    public void Split_Text_GivesItsSentences(string text, string sentences) =>
        Assert.Equal(sentences, string.Join('|', SentenceSplitter.Split(text).Select(span => text[span.Start..span.End])));

    [Fact]
    public void Split_LineWrappedByALayout_StaysWhole()
    {
        const string Text = "The quick brown fox jumps over the lazy dog and then over\nthe fence of the neighbour. Done.";

        Assert.Equal(2, SentenceSplitter.Split(Text).Count);
    }

    [FsCheck.Xunit.Property(MaxTest = 500)]
    public void Split_AnyText_CoversAllButWhiteSpaceInOrder(string? any)
    {
        var text = (any ?? "") + ". A? 好。\n" + any;
        var position = 0;
        foreach (var span in SentenceSplitter.Split(text))
        {
            Assert.True(span.Length > 0);
            Assert.True(string.IsNullOrWhiteSpace(text[position..span.Start]));
            position = span.End;
        }

        Assert.True(string.IsNullOrWhiteSpace(text[position..]));
    }
}
