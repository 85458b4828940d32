using System.Text;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.Tests.Text;

public sealed class TextAnalyzerTests
{
    [Theory]
    [InlineData("The connections of connected systems", "connect connect system")]
    [InlineData("系统", "系 统 系统")]
    [InlineData("Debian系统", "debian 系 统 系统")]
    [InlineData("繁體中文", "繁 體 繁體 中 體中 文 中文")]
    [InlineData("Ｄｅｂｉａｎ　１２", "debian 12")]
    [InlineData("apt-get", "apt get aptget")]
    [InlineData("UTF-8 utf8", "utf 8 utf8 utf8")]
    [InlineData("max_chunk_size", "max chunk size max_chunk_size")]
    [InlineData("/etc/apt/sources.list", "etc apt sourc list sources.list")]
    [InlineData("Version 3.14.", "version 3 14 3.14")]
    [InlineData("C++ and C# but a+b", "c c++ c c# b")]
    [InlineData("C++17", "c c++ 17")]
    [InlineData("the user's don't it’s", "user dont")]
    [InlineData("Who asks the WHO about IT?", "ask who it")]
    [InlineData("ひらがな", "ひ ら ひら が らが な がな")]
    [InlineData("한국", "한 국 한국")]
    [InlineData("pre- and post", "pre post")]
    [InlineData("co\u00ADoperate", "cooper")]
    [InlineData("𠀀文", "𠀀 文 𠀀文")]
    [InlineData("日，月", "日 月")]
    [InlineData("Äpfel ÄPFEL", "äpfel äpfel")]
    [InlineData("系统的什么", "系 统 系统 统的 什 的什")]
    [InlineData(" \t!?—", "")]
    public void Terms_OfText_AreThese(string text, string terms) =>
        Assert.Equal(terms, string.Join(' ', TextAnalyzer.Terms(text)));

    [Fact]
    public void Terms_OfEncodedData_AreCutOff() =>
        Assert.Equal(TextAnalyzer.MaxTermLength, Assert.Single(TextAnalyzer.Terms(new string('q', 100_000))).Length);

    [Fact]
    public void CountTerms_OfText_CountsEachAndAll()
    {
        var frequencies = new Dictionary<string, int>(StringComparer.Ordinal);

        var length = TextAnalyzer.CountTerms("系统 system systems", frequencies);

        Assert.Equal(5, length);
        Assert.Equal(2, frequencies["system"]);
        Assert.Equal(1, frequencies["系统"]);
    }

    [FsCheck.Xunit.Property(MaxTest = 500)]
    public void Terms_OfAnyUtf16_AreWellFormedAndBounded(char[] units)
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        foreach (var term in TextAnalyzer.Terms(new string(units) + "\uD840" + new string(units)))
        {
            Assert.InRange(term.Length, 1, TextAnalyzer.MaxTermLength);
            Assert.True(strict.GetByteCount(term) > 0);
        }
    }
}
