using System.Net.Http.Json;
using System.Text.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService.Retrieval;

public sealed class SearchApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_document_twice_answers_once()
    {
        await using var rag = await RagHost.StartAsync();
        var (one, two, other) = (await rag.Client.UploadTextAsync("a.txt", "A red fish."), await rag.Client.UploadTextAsync("copy of a.txt", "A red fish."), await rag.Client.UploadTextAsync("b.txt", "A red, red fish."));
        var store = await rag.Client.NewStoreAsync(one, two, other);
        await rag.Client.IndexedAsync(store);

        Assert.Equal(2, (await rag.Client.SearchAsync(store, "red fish")).Count);
    }

    [Theory]
    [MemberData(nameof(RagBackends.All), MemberType = typeof(RagBackends))]
    public async Task Can_find_passages_with_their_place(string backend)
    {
        await using var rag = await RagBackends.StartAsync(backend);
        const string Manual = "# 安装\n\n## 网络安装\n\n从镜像站下载安装映像。\n\n## 升级内核\n\n升级内核之前请先备份数据。\n\n# Booting\n\nThe boot loader starts the kernel.";
        var file = await rag.Client.UploadTextAsync("手册.md", Manual);
        var store = await rag.Client.NewStoreAsync();
        await rag.Client.PostAsync($"/v1/vector_stores/{store}/files", new { file_id = file, attributes = new { lang = "zh" } });
        await rag.Client.IndexedAsync(store);

        var page = await rag.Client.PostAsync($"/v1/vector_stores/{store}/search", new { query = "如何升级内核？" });

        Assert.Equal("vector_store.search_results.page", page.GetProperty("object").GetString());
        Assert.Equal("""["如何升级内核？"]""", page.GetProperty("search_query").ToString());
        Assert.False(page.GetProperty("has_more").GetBoolean());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next_page").ValueKind);
        var best = page.GetProperty("data")[0];
        Assert.Equal(file, best.GetProperty("file_id").GetString());
        Assert.Equal("手册.md", best.GetProperty("filename").GetString());
        Assert.Equal("zh", best.GetProperty("attributes").GetProperty("lang").GetString());
        Assert.InRange(best.GetProperty("score").GetDouble(), 0.1, 1);
        var content = best.GetProperty("content")[0];
        Assert.Equal("text", content.GetProperty("type").GetString());
        Assert.Contains("备份", content.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("安装", content.GetProperty("heading").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, content.GetProperty("page").ValueKind);
        Assert.Equal($"chunk_{file["file-".Length..]}_0", content.GetProperty("chunk_id").GetString()![..^1] + "0");
        var span = content.GetProperty("span");
        Assert.Equal(content.GetProperty("text").GetString()!.Length, span.GetProperty("end").GetInt32() - span.GetProperty("start").GetInt32());
    }

    [Fact]
    public async Task Can_filter_by_attributes()
    {
        await using var rag = await RagHost.StartAsync();
        var store = await rag.Client.NewStoreAsync();
        foreach (var (name, attributes) in new (string, object)[]
        {
            ("a", new { year = 2020, lang = "en", open = true }), ("b", new { year = 2022.5, lang = "zh" }), ("c", new { year = "2024" }), ("d", new { }),
        })
        {
            var file = await rag.Client.UploadTextAsync($"{name}.txt", $"common words in file {name}");
            await rag.Client.PostAsync($"/v1/vector_stores/{store}/files", new { file_id = file, attributes });
        }

        await rag.Client.IndexedAsync(store);
        async Task<string> NamesAsync(object? filter) =>
            string.Concat((await rag.Client.SearchAsync(store, "common words", filter)).Select(result => result.GetProperty("filename").GetString()![0]).Order());

        Assert.Equal("abcd", await NamesAsync(null));
        Assert.Equal("a", await NamesAsync(new { type = "eq", key = "lang", value = "en" }));
        Assert.Equal("bcd", await NamesAsync(new { type = "ne", key = "lang", value = "en" }));
        Assert.Equal("b", await NamesAsync(new { type = "gt", key = "year", value = 2020 }));
        Assert.Equal("ab", await NamesAsync(new { type = "gte", key = "year", value = 2020 }));
        Assert.Equal("a", await NamesAsync(new { type = "lt", key = "year", value = 2021.5 }));
        Assert.Equal("a", await NamesAsync(new { type = "lte", key = "year", value = 2020 }));
        Assert.Equal("a", await NamesAsync(new { type = "eq", key = "open", value = true }));
        Assert.Equal("c", await NamesAsync(new { type = "eq", key = "year", value = "2024" }));
        Assert.Equal("ac", await NamesAsync(new { type = "in", key = "year", value = new object[] { 2020, "2024" } }));
        Assert.Equal("bd", await NamesAsync(new { type = "nin", key = "year", value = new object[] { 2020, "2024" } }));
        Assert.Equal("ab", await NamesAsync(new { type = "or", filters = new object[] { new { type = "eq", key = "lang", value = "en" }, new { type = "eq", key = "lang", value = "zh" } } }));
        Assert.Equal("", await NamesAsync(new { type = "and", filters = new object[] { new { type = "eq", key = "lang", value = "en" }, new { type = "eq", key = "lang", value = "zh" } } }));

        // A filter chooses; it does not change scores.
        var all = await rag.Client.SearchAsync(store, "file a");
        var one = await rag.Client.SearchAsync(store, "file a", new { type = "eq", key = "lang", value = "en" });
        Assert.Equal(all[0].GetProperty("score").GetDouble(), one[0].GetProperty("score").GetDouble());
    }

    [Fact]
    public async Task Can_ask_several_queries_and_set_a_threshold()
    {
        await using var rag = await RagHost.StartAsync();
        var store = await rag.Client.NewStoreAsync(
            await rag.Client.UploadTextAsync("a.txt", "apples grow on trees"), await rag.Client.UploadTextAsync("b.txt", "submarines dive deep"), await rag.Client.UploadTextAsync("c.txt", "apples"));
        await rag.Client.IndexedAsync(store);

        var both = await rag.Client.PostAsync($"/v1/vector_stores/{store}/search", new { query = new[] { "apples trees", "submarines" }, rewrite_query = true });
        Assert.Equal("""["apples trees","submarines"]""", both.GetProperty("search_query").ToString());
        Assert.Equal(3, both.GetProperty("data").GetArrayLength());
        var scores = both.GetProperty("data").EnumerateArray().Select(result => result.GetProperty("score").GetDouble()).ToList();
        Assert.Equal(scores.OrderDescending(), scores);

        var strict = await rag.Client.PostAsync($"/v1/vector_stores/{store}/search", new { query = "apples trees", ranking_options = new { ranker = "auto", score_threshold = scores[0] - 0.001 } });
        Assert.Equal("a.txt", Assert.Single(strict.GetProperty("data").EnumerateArray()).GetProperty("filename").GetString());
        var first = await rag.Client.PostAsync($"/v1/vector_stores/{store}/search", new { query = "apples", max_num_results = 1 });
        Assert.Equal(1, first.GetProperty("data").GetArrayLength());
        Assert.Empty(await rag.Client.SearchAsync(store, "！？ the of"));
    }

    [Theory]
    [MemberData(nameof(RagBackends.All), MemberType = typeof(RagBackends))]
    public async Task Can_search_several_stores(string backend)
    {
        await using var rag = await RagBackends.StartAsync(backend);
        var file = await rag.Client.UploadTextAsync("both.txt", "the lighthouse keeper");
        var one = await rag.Client.NewStoreAsync(file);
        var two = await rag.Client.NewStoreAsync(await rag.Client.UploadTextAsync("two.txt", "a lighthouse"), file);
        await rag.Client.IndexedAsync(one);
        await rag.Client.IndexedAsync(two);

        var found = await rag.Client.PostAsync("/internal/search", new { vector_store_ids = new[] { one, two }, query = "lighthouse keeper", max_num_results = 5 });

        Assert.Equal(3, found.GetProperty("data").GetArrayLength());
        Assert.Equal([one, two], found.GetProperty("data").EnumerateArray().Select(result => result.GetProperty("vector_store_id").GetString()!).Distinct().Order());

        using var stranger = rag.For("proj_other");
        using var foreign = await stranger.PostAsJsonAsync("/internal/search", new { vector_store_ids = new[] { two }, query = "x" }, Cancel);
        Assert.Equal("vector_store_ids", await foreign.RefusedAsync(404));
        using var unknown = await rag.Client.PostAsJsonAsync("/internal/search", new { vector_store_ids = new[] { one, "vs_none" }, query = "x" }, Cancel);
        Assert.Contains("vs_none", await unknown.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overlapping_chunks_are_found_once()
    {
        await using var rag = await RagHost.StartAsync();
        var file = await rag.Client.UploadTextAsync("a.txt", string.Concat(Enumerable.Range(0, 60).Select(i => i == 30 ? "The treasure lies beneath the old oak. " : $"Sentence {i} talks about something else entirely, at length. ")));
        var store = await rag.Client.NewStoreAsync();
        await rag.Client.PostAsync($"/v1/vector_stores/{store}/files", new
        {
            file_id = file,
            chunking_strategy = new { type = "static", @static = new { max_chunk_size_tokens = 200, chunk_overlap_tokens = 100 } },
        });
        await rag.Client.IndexedAsync(store);

        var found = await rag.Client.SearchAsync(store, "treasure oak");

        var spans = found.Select(result => result.GetProperty("content")[0].GetProperty("span")).Select(span => (Start: span.GetProperty("start").GetInt32(), End: span.GetProperty("end").GetInt32())).ToList();
        Assert.All(spans, span => Assert.DoesNotContain(spans, other => other != span && Math.Min(span.End, other.End) - Math.Max(span.Start, other.Start) > (span.End - span.Start) / 2));
    }
}
