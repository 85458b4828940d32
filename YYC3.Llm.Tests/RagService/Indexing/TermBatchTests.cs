using System.Text;
using YYC3.Llm.RagService.Indexing;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.Tests.RagService.Indexing;

public sealed class TermBatchTests
{
    [Fact]
    public void Add_RandomTexts_CountsAsTheAnalyzerDoes()
    {
        var random = new Random(3);
        var texts = Enumerable.Range(0, 60).Select(_ => RandomText(random)).ToList();
        var batch = new TermBatch();
        texts.ForEach(text => batch.Add(batch.Chunks.Count + 5, text));

        var distinct = new HashSet<string>(StringComparer.Ordinal);
        for (var chunk = 0; chunk < texts.Count; chunk++)
        {
            var expected = new Dictionary<string, int>(StringComparer.Ordinal);
            Assert.Equal(new IndexedChunk(chunk + 5, TextAnalyzer.CountTerms(texts[chunk], expected)), batch.Chunks[chunk]);
            Assert.Equal(expected, batch.TermsOf(chunk).ToArray().ToDictionary(one => batch.Term(one.Term).ToString(), one => one.Count, StringComparer.Ordinal));
            distinct.UnionWith(expected.Keys);
        }

        Assert.Equal(distinct.Count, batch.TermCount);
        Assert.True(distinct.Count > 1024, "The table has to grow in this test.");
    }

    [Fact]
    public void Add_EmptyText_IsAChunkWithoutTerms()
    {
        var batch = new TermBatch();
        batch.Add(0, "");
        batch.Add(1, "鱼");

        Assert.Equal([new IndexedChunk(0, 0), new IndexedChunk(1, 1)], batch.Chunks);
        Assert.True(batch.TermsOf(0).IsEmpty);
        Assert.Equal("鱼", batch.Term(batch.TermsOf(1)[0].Term));
    }

    // Words of one letter to many, alike in their first letters; Chinese of both planes.
    private static string RandomText(Random random)
    {
        var text = new StringBuilder();
        for (var i = 0; i < 80; i++)
        {
            _ = random.Next(4) switch
            {
                0 => text.Append(' ').Append((char)('a' + random.Next(26))).Append(' '),
                1 => text.Append(" prefix").Append(random.Next(400)).Append(' '),
                2 => text.Append((char)(0x4E00 + random.Next(300))),
                _ => text.Append(char.ConvertFromUtf32(0x20000 + random.Next(50))),
            };
        }

        return text.ToString();
    }
}
