using System.Text;
using System.Text.Json;
using YYC3.Llm.RagService.Documents;

namespace YYC3.Llm.Tests.RagService.Documents;

public sealed class JsonReaderTests : DocumentReaderConformance
{
    protected internal override string Format => "json";

    protected override string FileName => "data.json";

    protected override byte[] Make(IReadOnlyList<string> paragraphs) => JsonSerializer.SerializeToUtf8Bytes(paragraphs);

    [Fact]
    public void Read_Records_WithTheirPaths() => Assert.Equal(
        ["name: 李雷\naddress.city: 杭州\ntags[0]: a\ntags[1]: b", "name: Ann\nage: 7"],
        Read("a.json", """[{"name":"李雷","address":{"city":"杭州"},"tags":["a","b"]},{"name":"Ann","age":7,"none":""}]""").Select(block => block.Text));

    [Fact]
    public void Read_Lines_AreRecords() => Assert.Equal(["q: one", "q: 二"], Read("a.jsonl", "\uFEFF{\"q\":\"one\"}\n{\"q\":\"二\"}\n").Select(block => block.Text));

    [Fact]
    public void Read_ALargeFile_InPieces()
    {
        var file = new StringBuilder("[");
        for (var i = 0; i < 20_000; i++)
        {
            file.Append(i > 0 ? "," : "").Append($$"""{"id":{{i}},"text":"{{new string('词', i % 50)}} number {{i}}"}""");
        }

        var blocks = Read("a.json", file.Append(']').ToString());

        Assert.Equal(20_000, blocks.Count);
        Assert.EndsWith("number 19999", blocks[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NestedTooDeeply_IsRefusedWithAReason() =>
        Assert.Throws<DocumentUnreadableException>(() => Read("a.json", new string('[', 5000)));
}
