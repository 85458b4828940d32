using System.Text;
using YYC3.Llm.RagService.Documents;

namespace YYC3.Llm.Tests.RagService.Documents;

public sealed class CodeReaderTests : DocumentReaderConformance
{
    protected internal override string Format => "code";

    protected override string FileName => "program.py";

    protected override byte[] Make(IReadOnlyList<string> paragraphs) => Encoding.UTF8.GetBytes(string.Join("\n\n", paragraphs));

    [Fact]
    public void Read_Functions_StayWhole()
    {
        const string Source = "import os\n\ndef one():\n    a = 1\n\n    return a\n\nclass Two:\n    def three(self):\n        pass\n";

        Assert.Equal(["import os", "def one():\n    a = 1\n\n    return a", "class Two:\n    def three(self):\n        pass"], Read("a.py", Source).Select(block => block.Text));
    }

    [Fact]
    public void Read_ALongClass_ComesApartIntoItsMembers()
    {
        var source = "class Big\n{\n" + string.Join("\n\n", Enumerable.Range(0, 60).Select(i => $"    void M{i}()\n    {{\n        Do({i});\n    }}")) + "\n}\n";

        var blocks = Read("a.cs", source);

        Assert.Equal(60, blocks.Count);
        Assert.All(blocks, block => Assert.Equal(BlockKind.Code, block.Kind));
        Assert.StartsWith("    void M7()", blocks[7].Text, StringComparison.Ordinal);
    }
}
