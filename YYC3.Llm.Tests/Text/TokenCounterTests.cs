using System.Diagnostics;
using Microsoft.ML.Tokenizers;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.Tests.Text;

public sealed class TokenCounterTests
{
    private const string English = "The quick brown fox doesn't jump over 1,234 lazy dogs; it runs `apt-get install -y foo_bar` instead.\n\n  * item (two)\n";
    private const string Chinese = "系统管理员可以用 apt 命令安装软件包，也可以从源代码编译。版本号是３.14！\n";

    private static readonly TiktokenTokenizer Tokenizer = TiktokenTokenizer.CreateForEncoding("o200k_base");

    [Theory]
    [InlineData("hello world", 2)]
    [InlineData("", 0)]
    public void Count_KnownText_IsAsPublished(string text, int tokens) => Assert.Equal(tokens, TokenCounter.Count(text));

    [Fact]
    public void Count_LongText_IsTheTokenizersOwn()
    {
        var text = string.Concat(Enumerable.Range(0, 400).Select(i => (i % 3 == 0 ? Chinese : English) + i));

        Assert.Equal(Tokenizer.CountTokens(text), TokenCounter.Count(text));
    }

    [FsCheck.Xunit.Property(MaxTest = 50)]
    public void Count_WordsInAnyOrder_IsTheTokenizersOwn(byte[] picks)
    {
        string[] words = ["Foo", " bar", "'s", "n't", "’", "系统", "。", "é", "e\u0301", "12345", " ", "\n", "\r\n", "...", "_", "-", "/", "😀", "İ", "ａ"];

        // The word with a space is in each round: without any boundary the count may be a few too high.
        var text = string.Concat(Enumerable.Repeat(picks.Append((byte)1), 60).SelectMany(p => p).Select(p => words[p % words.Length])) + English;

        Assert.Equal(Tokenizer.CountTokens(text), TokenCounter.Count(text));
    }

    [Fact]
    public void Count_LongRunWithoutABreak_StaysFast()
    {
        var clock = Stopwatch.StartNew();

        Assert.InRange(TokenCounter.Count(new string('中', 100_000)), 90_000, 100_100);

        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), $"took {clock.Elapsed}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1_000)]
    public void IndexByTokenCount_LongText_CutsBehindTheLastThatFits(int max)
    {
        var text = string.Concat(Enumerable.Repeat(English + Chinese, 100));

        var index = TokenCounter.IndexByTokenCount(text, max, out var tokens);

        Assert.Equal(max, tokens);
        Assert.InRange(TokenCounter.Count(text.AsSpan(0, index)), max - 1, max + 1);
    }

    [Fact]
    public void IndexByTokenCount_ShortText_IsItsLength()
    {
        Assert.Equal(Chinese.Length, TokenCounter.IndexByTokenCount(Chinese, 1_000, out var tokens));
        Assert.Equal(TokenCounter.Count(Chinese), tokens);
    }

    [Fact]
    public void IndexByTokenCount_Emoji_NeverCutsAPair()
    {
        var text = string.Concat(Enumerable.Repeat("🦄𠀀🧿", 50));
        for (var max = 0; max < 120; max++)
        {
            var index = TokenCounter.IndexByTokenCount(text, max, out _);
            Assert.False(index > 0 && char.IsHighSurrogate(text[index - 1]));
        }
    }

    [Theory]
    [InlineData(English, 0.25)]
    [InlineData(Chinese, 0.25)]
    public void Estimate_ShortText_IsNear(string text, double error) =>
        Assert.InRange(TokenCounter.Estimate(text) / (double)TokenCounter.Count(text), 1 - error, 1 + error);
}
