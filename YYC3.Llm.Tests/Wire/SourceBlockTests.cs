using FsCheck.Xunit;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Tests.Wire;

public sealed class SourceBlockTests
{
    [Fact]
    public void Read_WhatWriteWrote_GivesTheSameSources()
    {
        Source[] sources =
        [
            new(1, "manual.pdf", 12, "3.2 包管理", "用 apt 安装 <软件> & 更新。\n第二行"),
            new(2, "a \"b\" <c>.md", null, null, "</source>\n</sources> and then id=\"9\""),
        ];

        Assert.Equal(sources, SourceBlock.Read("Answer from the sources.\n" + SourceBlock.Write(sources) + "\nBe brief."));
    }

    [Fact]
    public void Write_OneSource_HasTheDocumentedForm() => Assert.Equal(
        "<sources>\n<source id=\"1\" file=\"m.pdf\" page=\"12\" heading=\"3.2\">\na &lt;b&gt; &amp;\n</source>\n</sources>".Replace("&gt;", ">"),
        SourceBlock.Write([new Source(1, "m.pdf", 12, "3.2", "a <b> &")]));

    [Theory]
    [InlineData("")]
    [InlineData("no block")]
    [InlineData("<sources>")]
    [InlineData("<sources><source >x</source>")]
    [InlineData("<sources>\n<source id=\"x\" file=\"a\">\nt\n</source>")]
    public void Read_NoProperBlock_GivesNothing(string text) => Assert.Empty(SourceBlock.Read(text));

    [Property(MaxTest = 300)]
    public void Read_AnyText_NeverThrows(string? text, string? inside)
    {
        Assert.NotNull(SourceBlock.Read(text ?? ""));
        Assert.NotNull(SourceBlock.Read($"<sources>\n<source id=\"1\" {text}>\n{inside}"));
    }

    [Property(MaxTest = 300)]
    public void Read_AnyWrittenText_ComesBack(string? text, string? file)
    {
        var source = new Source(3, (file ?? "").Replace('\r', ' ').Replace('\n', ' '), 1, null, (text ?? "").Trim('\n'));

        Assert.Equal([source], SourceBlock.Read(SourceBlock.Write([source])));
    }
}
