using System.Text;
using YYC3.Llm.RagService.Documents;
using static YYC3.Llm.Tests.RagService.Documents.DocumentReaderConformance;
using static YYC3.Llm.Tests.RagService.Documents.ZipFiles;

namespace YYC3.Llm.Tests.RagService.Documents;

/// <summary>Files that lie, explode or are locked: each is refused with its reason.</summary>
public sealed class HostileFileTests
{
    [Fact]
    public void Refuse_ABomb_WhateverItClaims()
    {
        var bomb = Docx(P(new string(' ', 60_000_000) + "end"));
        Assert.InRange(bomb.Length, 1, 200_000);

        Assert.Contains("expands", Refusal("a.docx", bomb, limits => limits.MaxExpandedBytes = 10_000_000), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuse_TooManyEntries() => Assert.Contains(
        "entries", Refusal("a.docx", Zip(Enumerable.Range(0, 50).Select(i => ($"x{i}", "")).Append(("word/document.xml", "<d/>"))), limits => limits.MaxArchiveEntries = 20), StringComparison.Ordinal);

    [Fact]
    public void Refuse_EntitiesThatGrow() => Refusal("a.docx", Zip(("word/document.xml", """<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><d>&b;</d>""")));

    [Fact]
    public void Survive_DeepXml()
    {
        const int Depth = 100_000;
        var text = new StringBuilder();
        for (var i = 0; i < Depth; i++)
        {
            text.Append("<w:x>");
        }

        text.Append(P("inside"));
        for (var i = 0; i < Depth; i++)
        {
            text.Append("</w:x>");
        }

        Assert.Equal("inside", Assert.Single(Read("a.docx", Docx(text.ToString()))).Text);
    }

    [Theory]
    [InlineData("a.docx", "locked by a password")]
    [InlineData("a.xlsx", "locked by a password")]
    public void Refuse_ALockedFile(string name, string reason) =>
        Assert.Contains(reason, Refusal(name, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600]]), StringComparison.Ordinal);

    [Fact]
    public void Refuse_AnotherKindOfArchive() => Assert.Contains("ZIP archive", Refusal("a.docx", Zip(("readme.txt", "hello"))), StringComparison.Ordinal);

    [Fact]
    public void Refuse_ATruncatedFile()
    {
        var file = Docx(P("Hello"));

        Refusal("a.docx", file[..(file.Length / 2)]);
    }

    private static string Refusal(string name, byte[] content, Action<DocumentLimits>? configure = null) =>
        Assert.Throws<DocumentUnreadableException>(() => Read(name, content, configure)).Message;
}
