using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService.Ingestion;

/// <summary>Searches while files are read in again, by other chunk sizes, and again.</summary>
public sealed class LiveUpdateTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RagBackends.All), MemberType = typeof(RagBackends))]
    public async Task Search_DuringReindexing_SeesOneGenerationOfEachFile(string backend)
    {
        await using var rag = await RagBackends.StartAsync(backend);
        // Each paragraph names itself; a chunk size decides how many share a chunk, so that two generations never look alike.
        var text = string.Join("\n\n", Enumerable.Range(0, 120).Select(i => $"paragraph{i}q common words about the pump and its many valves, told at some length so that it takes tokens"));
        var file = await rag.Client.UploadTextAsync("a.txt", text);
        var store = await rag.Client.NewStoreAsync();
        await ReadAsync(rag, store, file, 100);

        using var done = new CancellationTokenSource();
        var searches = 0;
        var searching = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    var results = await rag.Client.SearchAsync(store, "common pump valves", max: 50);
                    Assert.NotEmpty(results);
                    var spans = results.Select(result => result.GetProperty("content")[0].GetProperty("span")).Select(span => (Start: span.GetProperty("start").GetInt64(), End: span.GetProperty("end").GetInt64())).Order().ToList();
                    // Without overlap the chunks of one generation do not share a letter.
                    Assert.All(spans.Zip(spans.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start, "Two generations are mixed."));
                    searches++;
                }
            },
            Cancel);

        for (var round = 1; round < 6 || (Volatile.Read(ref searches) < 20 && !searching.IsCompleted); round++)
        {
            await ReadAsync(rag, store, file, 100 + (round % 8 * 60));
        }

        await done.CancelAsync();
        await searching;
    }

    private static async Task ReadAsync(RagHost rag, string store, string file, int tokens)
    {
        await rag.Client.PostAsync($"/v1/vector_stores/{store}/files", new
        {
            file_id = file,
            chunking_strategy = new Dictionary<string, object> { ["type"] = "static", ["static"] = new { max_chunk_size_tokens = tokens, chunk_overlap_tokens = 0 } },
        });
        await rag.Client.IndexedAsync(store);
    }
}
