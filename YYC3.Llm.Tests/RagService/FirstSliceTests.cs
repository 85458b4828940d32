using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService;

public sealed class FirstSliceTests
{
    [Fact]
    public async Task Can_upload_index_and_search_a_text()
    {
        await using var rag = await RagHost.StartAsync();
        var file = await rag.Client.UploadTextAsync("猫.txt", "The cat sleeps on the warm stone.\n\n上海是中国最大的城市之一，位于长江入海口。\n\nDogs bark at the mailman.");
        var store = await rag.Client.NewStoreAsync(file);
        var indexed = await rag.Client.IndexedAsync(store);
        Assert.Equal(1, indexed.GetProperty("file_counts").GetProperty("completed").GetInt32());

        var found = await rag.Client.SearchAsync(store, "长江在哪里入海");

        Assert.Equal("猫.txt", found[0].GetProperty("filename").GetString());
        Assert.Contains("长江", found[0].Text(), StringComparison.Ordinal);
        Assert.InRange(found[0].GetProperty("score").GetDouble(), 0.01, 1);
    }
}
