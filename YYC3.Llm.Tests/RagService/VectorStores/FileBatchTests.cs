using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService.VectorStores;

/// <summary>Files that are added to a store together.</summary>
public sealed class FileBatchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Can_AddFilesTogether_AndTellHowFarTheyAre()
    {
        await using var rag = await RagHost.StartAsync();
        var store = await rag.Client.NewStoreAsync();
        var good = await rag.Client.UploadTextAsync("a.txt", "The red lamp means that the pump is too hot.");
        var bad = (await rag.Client.UploadAsync("b.docx", [0x50, 0x4B, 0x03, 0x04, 0])).Id();

        var batch = await rag.Client.PostAsync($"/v1/vector_stores/{store}/file_batches", new { files = new object[] { new { file_id = good, attributes = new { lamp = "red" } }, new { file_id = bad } } });
        OpenAiSpec.Fits("VectorStoreFileBatchObject", batch);
        await rag.Client.IndexedAsync(store);
        var done = await rag.Client.ReadAsync($"/v1/vector_stores/{store}/file_batches/{batch.Id()}");

        Assert.Equal("completed", done.GetProperty("status").GetString());
        var counts = done.GetProperty("file_counts");
        Assert.Equal((1, 1, 2), (counts.GetProperty("completed").GetInt32(), counts.GetProperty("failed").GetInt32(), counts.GetProperty("total").GetInt32()));
        var files = await rag.Client.ReadAsync($"/v1/vector_stores/{store}/file_batches/{batch.Id()}/files?filter=completed");
        Assert.Equal("red", files.GetProperty("data")[0].GetProperty("attributes").GetProperty("lamp").GetString());
        Assert.Single(await rag.Client.SearchAsync(store, "red lamp"));
    }

    [Fact]
    public async Task Can_BeCancelled()
    {
        await using var rag = await RagHost.StartAsync(new RagHostOptions { Settings = new Dictionary<string, string> { ["Jobs:Workers"] = "1" } });
        var store = await rag.Client.NewStoreAsync();
        var ids = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            ids.Add(await rag.Client.UploadTextAsync($"{i}.txt", string.Concat(Enumerable.Repeat($"Sentence {i} of a longer text. ", 4000))));
        }

        var batch = await rag.Client.PostAsync($"/v1/vector_stores/{store}/file_batches", new { file_ids = ids });
        using var answer = await rag.Client.PostAsync($"/v1/vector_stores/{store}/file_batches/{batch.Id()}/cancel", null, Cancellation);
        var cancelled = await answer.OkAsync();

        OpenAiSpec.Fits("VectorStoreFileBatchObject", cancelled);
        Assert.Equal("cancelled", cancelled.GetProperty("status").GetString());
        Assert.Equal(0, cancelled.GetProperty("file_counts").GetProperty("in_progress").GetInt32());
        Assert.True(cancelled.GetProperty("file_counts").GetProperty("cancelled").GetInt32() > 0);
        Assert.NotEmpty((await rag.Client.ReadAsync($"/v1/vector_stores/{store}/file_batches/{batch.Id()}/files?filter=cancelled")).GetProperty("data").EnumerateArray());
    }

    [Theory]
    [InlineData("{}", 400, "file_ids")]
    [InlineData("""{"file_ids":["file-none"]}""", 404, "file_ids[0]")]
    [InlineData("""{"files":[{"attributes":{}}]}""", 400, "files[0].file_id")]
    [InlineData("""{"files":[{"file_id":"file-x","colour":1}]}""", 400, "files[0].colour")]
    public async Task Refuse_AWrongBatch(string body, int status, string param)
    {
        await using var rag = await RagHost.StartAsync();
        var store = await rag.Client.NewStoreAsync();

        using var refused = await rag.Client.PostAsync($"/v1/vector_stores/{store}/file_batches", ApiAnswers.Json(body), Cancellation);

        Assert.Equal(param, await refused.RefusedAsync(status));
    }
}
