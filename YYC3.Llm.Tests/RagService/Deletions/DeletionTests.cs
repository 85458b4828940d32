using System.Text.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService.Deletions;

/// <summary>What is deleted is gone, and its receipt says so.</summary>
public sealed class DeletionTests
{
    private const string Text = "The red lamp means that the pump is too hot. 红灯表示水泵过热。";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("file")]
    [InlineData("vector_store")]
    [InlineData("vector_store.file")]
    public async Task Have_AReceipt_ThatEndsAtNothing(string kind)
    {
        await using var rag = await RagHost.StartAsync();
        var file = await rag.Client.UploadTextAsync("a.txt", string.Concat(Enumerable.Repeat(Text + "\n\n", 200)));
        var other = await rag.Client.UploadTextAsync("b.txt", "The green lamp means that all is well.");
        var store = await rag.Client.NewStoreAsync(file, other);
        await rag.Client.IndexedAsync(store);
        var path = kind switch { "file" => $"/v1/files/{file}", "vector_store" => $"/v1/vector_stores/{store}", _ => $"/v1/vector_stores/{store}/files/{file}" };

        using var answer = await rag.Client.DeleteAsync(path, Cancellation);
        await answer.OkAsync();
        var id = answer.Headers.GetValues("x-yyc3-deletion").Single();
        var receipt = await CompletedAsync(rag.Client, id);

        Assert.Equal((kind, kind == "vector_store" ? store : file), (receipt.GetProperty("deleted").GetProperty("object").GetString(), receipt.GetProperty("deleted").Id()));
        Assert.Equal(kind == "file", receipt.GetProperty("bytes").GetInt64() > 0);
        Assert.Equal(store, receipt.GetProperty("vector_stores")[0].Id());
        Assert.True(receipt.GetProperty("vector_stores")[0].GetProperty("chunks").GetInt64() > 3);
        Assert.All(receipt.GetProperty("left").EnumerateObject(), left => Assert.Equal(0, left.Value.GetInt64()));
        if (kind != "vector_store")
        {
            Assert.All(await rag.Client.SearchAsync(store, "lamp"), found => Assert.Contains("green", found.Text(), StringComparison.Ordinal));
        }

        Assert.Contains(id, (await rag.Client.ReadAsync("/v1/deletions")).GetProperty("data").EnumerateArray().Select(one => one.Id()));
        using var foreign = await rag.For("proj_other").GetAsync($"/v1/deletions/{id}", Cancellation);
        Assert.Equal("deletion_id", await foreign.RefusedAsync(404));
    }

    [Fact]
    public async Task End_AtNothing_AfterARestart()
    {
        using var directory = new TemporaryDirectory();
        string id;
        await using (var rag = await RagHost.StartAsync(new RagHostOptions { DataDirectory = directory.Path }))
        {
            var store = await rag.Client.NewStoreAsync(await rag.Client.UploadTextAsync("a.txt", string.Concat(Enumerable.Repeat(Text + "\n\n", 500))));
            await rag.Client.IndexedAsync(store);
            using var answer = await rag.Client.DeleteAsync($"/v1/vector_stores/{store}", Cancellation);
            id = answer.Headers.GetValues("x-yyc3-deletion").Single();
        }

        await using var next = await RagHost.StartAsync(new RagHostOptions { DataDirectory = directory.Path });
        await CompletedAsync(next.Client, id);
    }

    private static async Task<JsonElement> CompletedAsync(HttpClient client, string id)
    {
        while (true)
        {
            var receipt = await client.ReadAsync($"/v1/deletions/{id}");
            if (receipt.GetProperty("status").GetString() == "completed")
            {
                return receipt;
            }

            await Task.Delay(20, Cancellation);
        }
    }
}
