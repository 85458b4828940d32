using System.Text;
using YYC3.Llm.Tests.RagService.Documents;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService.Ingestion;

/// <summary>Each format from its upload to the passage that answers, in Chinese and English; and files that cannot be read beside those that can.</summary>
public sealed class FormatTests
{
    private const string English = "The red lamp means that the pump is too hot.";
    private const string Chinese = "红灯表示水泵过热，请立即关闭电源。";

    [Fact]
    public async Task Can_BeSearched()
    {
        await using var rag = await RagHost.StartAsync();
        var files = new Dictionary<string, byte[]>
        {
            ["a.docx"] = ZipFiles.Docx(ZipFiles.P(English) + ZipFiles.P(Chinese)),
            ["a.pptx"] = ZipFiles.Pptx((ZipFiles.Shape("Lamps", "title") + ZipFiles.Shape(English), null), (ZipFiles.Shape(Chinese), null)),
            ["a.xlsx"] = ZipFiles.Xlsx("Lamps", """<row><c t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c></row><row><c t="s"><v>2</v></c></row>""", ["Meaning", English, Chinese]),
            ["a.epub"] = ZipFiles.Epub($"<p>{English}</p>", $"<p>{Chinese}</p>"),
            ["a.csv"] = Encoding.UTF8.GetBytes($"id,meaning\n1,\"{English}\"\n2,\"{Chinese}\"\n"),
            ["a.jsonl"] = Encoding.UTF8.GetBytes($$"""{"meaning":"{{English}}"}""" + "\n" + $$"""{"meaning":"{{Chinese}}"}"""),
            ["a.py"] = Encoding.UTF8.GetBytes($"# {English}\n\n\ndef off():\n    \"\"\"{Chinese}\"\"\"\n"),
        };

        foreach (var (name, content) in files)
        {
            var store = await rag.Client.NewStoreAsync((await rag.Client.UploadAsync(name, content)).Id());
            await rag.Client.IndexedAsync(store);
            foreach (var query in new[] { "what does the red lamp mean", "水泵过热怎么办" })
            {
                var found = await rag.Client.SearchAsync(store, query);
                Assert.True(found.Count > 0, $"{name} has no answer to {query}");
                Assert.Contains(query[0] == 'w' ? "too hot" : "关闭电源", string.Concat(found.Select(result => result.Text())), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Fail_WithAReason_AndHarmNothing()
    {
        await using var rag = await RagHost.StartAsync(new RagHostOptions { Settings = new Dictionary<string, string> { ["Documents:MaxExpandedBytes"] = "10000000" } });
        var files = new (string Name, byte[] Content, string Reason)[]
        {
            ("bomb.docx", ZipFiles.Docx(ZipFiles.P(new string(' ', 30_000_000))), "expands"),
            ("locked.xlsx", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600]], "password"),
            ("broken.docx", ZipFiles.Docx(ZipFiles.P("x"))[..200], "ZIP archive"),
            ("lie.pdf", Encoding.UTF8.GetBytes("%PDF-1.7 no PDF"), "damaged"),
            ("deep.json", Encoding.UTF8.GetBytes(new string('[', 10_000)), "damaged"),
        };
        var good = await rag.Client.UploadTextAsync("good.txt", English);
        List<string> ids = [good];
        foreach (var (name, content, _) in files)
        {
            ids.Add((await rag.Client.UploadAsync(name, content)).Id());
        }

        var store = await rag.Client.NewStoreAsync([.. ids]);
        var counts = (await rag.Client.IndexedAsync(store)).GetProperty("file_counts");

        Assert.Equal((1, files.Length), (counts.GetProperty("completed").GetInt32(), counts.GetProperty("failed").GetInt32()));
        for (var i = 0; i < files.Length; i++)
        {
            var error = (await rag.Client.ReadAsync($"/v1/vector_stores/{store}/files/{ids[i + 1]}")).GetProperty("last_error");
            Assert.Contains(files[i].Reason, error.GetProperty("message").GetString()!, StringComparison.Ordinal);
        }

        Assert.Contains("too hot", (await rag.Client.SearchAsync(store, "red lamp"))[0].Text(), StringComparison.Ordinal);
    }
}
