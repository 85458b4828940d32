using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Responses;

/// <summary>Without any provider's key: the model that quotes from its material answers from the caller's documents, and cites them.</summary>
public sealed class OfflineTests
{
    [Fact]
    public async Task Can_AnswerFromDocuments()
    {
        await using var rag = await RagHost.StartAsync();
        var store = await rag.Client.NewStoreAsync(await rag.Client.UploadTextAsync("lamp.txt", "The red lamp means that the pump is too hot. 绿灯表示一切正常。"));
        await rag.Client.IndexedAsync(store);
        await using var rig = await ResponsesRig.StartAsync(ResponsesRig.Says("not asked"), new ChatApiHostOptions { RagService = rag.Address });

        foreach (var (question, part) in new[] { ("What does the red lamp mean?", "too hot"), ("绿灯表示什么？", "一切正常") })
        {
            var response = await rig.CreateAsync($$"""{"model":"offline","input":"{{question}}","tools":[{"type":"file_search","vector_store_ids":["{{store}}"]}]}""");

            Assert.Equal(["file_search_call", "message"], response.GetProperty("output").EnumerateArray().Select(item => item.Text("type")));
            Assert.Contains(part, ResponsesRig.TextOf(response), StringComparison.Ordinal);
            Assert.Equal("lamp.txt", response.GetProperty("output")[1].GetProperty("content")[0].GetProperty("annotations")[0].Text("filename"));
        }
    }
}
