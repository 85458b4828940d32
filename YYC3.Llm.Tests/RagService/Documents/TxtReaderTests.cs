using System.Text;
using YYC3.Llm.RagService.Documents;

namespace YYC3.Llm.Tests.RagService.Documents;

public sealed class TxtReaderTests : DocumentReaderConformance
{
    private const string Chinese = "系统管理员的工作\n\n管理员可以安装软件包。安装之后，系统会自动启动服务；如果服务没有启动，请检查日志文件。";

    protected internal override string Format => "txt";

    protected override string FileName => "notes.txt";

    protected override byte[] Make(IReadOnlyList<string> paragraphs) => Encoding.UTF8.GetBytes(string.Join("\n\n", paragraphs));

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("GB18030", false)]
    [InlineData("gb2312", false)]
    public void Read_ChineseInItsEncodings_IsTheSameText(string encodingName, bool mark)
    {
        Extractor();
        var encoding = Encoding.GetEncoding(encodingName);
        byte[] file = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Chinese)];

        Assert.Equal(["系统管理员的工作", Chinese[(Chinese.LastIndexOf('\n') + 1)..]], Read("a.txt", file).Select(b => b.Text));
    }

    [Theory]
    [InlineData("big5", "繁體中文的系統管理員可以安裝軟體套件，安裝之後系統會自動啟動服務。")]
    [InlineData("windows-1252", "Le système démarre après l’installation; größere Dateien werden später gelöscht.")]
    [InlineData("utf-16", "Without a mark, but plainly two bytes a letter.")]
    public void Read_OtherEncodings_AreFound(string encodingName, string text)
    {
        Extractor();

        Assert.Equal(text, Assert.Single(Read("a.txt", Encoding.GetEncoding(encodingName).GetBytes(text))).Text);
    }

    [Fact]
    public void Read_Gb18030FourByteCharacters_Survive()
    {
        Extractor();
        const string Text = "这里有一个生僻字：𠀀，其余都是常用的汉字，所以编码可以认出来。";

        Assert.Equal(Text, Assert.Single(Read("a.txt", Encoding.GetEncoding("GB18030").GetBytes(Text))).Text);
    }

    [Fact]
    public void Read_OneEndlessLine_ComesInBoundedBlocksThatTouch()
    {
        var text = string.Concat(Enumerable.Repeat("中文abc ", 20_000)).TrimEnd();

        var blocks = Read("a.txt", text);

        Assert.All(blocks, b => Assert.InRange(b.Text.Length, 1, DocumentExtractor.MaxBlockLength));
        Assert.True(blocks.Count > 5);
    }

    [Fact]
    public void Read_LineEndsOfAnySystem_AreParagraphsAndLines() =>
        Assert.Equal(["a\nb", "c", "d"], Read("a.txt", "a\r\nb\r\n\r\nc\r\rd").Select(b => b.Text));

    [Theory]
    [InlineData("a.docx", new byte[] { 0x50, 0x4B, 3, 4, 0 }, "ZIP")]
    [InlineData("a.txt", new byte[] { 0x89, 0x50, 0x4E, 0x47, 13, 10 }, "PNG")]
    [InlineData("a.bin", new byte[] { 1, 2, 0, 4, 5, 0, 0, 9, 3, 3, 0, 3 }, "not text")]
    public void Read_FileThatIsNoText_IsUnsupported(string name, byte[] content, string says)
    {
        var refusal = Assert.Throws<DocumentUnreadableException>(() => Read(name, content));

        Assert.Equal(DocumentUnreadableException.UnsupportedFile, refusal.Code);
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OnlyWhiteSpace_IsRefused() =>
        Assert.Contains("no text", Assert.Throws<DocumentUnreadableException>(() => Read("a.txt", " \n\n\t ")).Message, StringComparison.Ordinal);
}
