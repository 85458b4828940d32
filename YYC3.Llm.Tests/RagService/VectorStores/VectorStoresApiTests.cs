using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService.VectorStores;

public sealed class VectorStoresApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RagBackends.All), MemberType = typeof(RagBackends))]
    public async Task Can_make_change_list_and_delete_stores(string backend)
    {
        await using var rag = await RagBackends.StartAsync(backend);
        var made = await rag.Client.PostAsync("/v1/vector_stores", new
        {
            name = "手册",
            description = "all manuals",
            metadata = new { team = "文档", stage = "1" },
            expires_after = new { anchor = "last_active_at", days = 7 },
        });
        Assert.StartsWith("vs_", made.Id(), StringComparison.Ordinal);
        Assert.Equal("vector_store", made.GetProperty("object").GetString());
        Assert.Equal("completed", made.GetProperty("status").GetString());
        Assert.Equal(0, made.GetProperty("usage_bytes").GetInt64());
        Assert.Equal("文档", made.GetProperty("metadata").GetProperty("team").GetString());
        Assert.Equal(7 * 24 * 3600, made.GetProperty("expires_at").GetInt64() - made.GetProperty("last_active_at").GetInt64());
        Assert.Equal(
            ["in_progress", "completed", "failed", "cancelled", "total"], made.GetProperty("file_counts").EnumerateObject().Select(count => count.Name));

        var changed = await rag.Client.PostAsync($"/v1/vector_stores/{made.Id()}", new { name = "新", expires_after = (object?)null });
        Assert.Equal("新", changed.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, changed.GetProperty("expires_at").ValueKind);
        Assert.Equal("1", changed.GetProperty("metadata").GetProperty("stage").GetString());
        Assert.Equal("all manuals", changed.GetProperty("description").GetString());

        var empty = await rag.Client.PostAsync("/v1/vector_stores", new { });
        var listed = await rag.Client.ReadAsync("/v1/vector_stores?limit=1");
        Assert.Equal(empty.Id(), listed.GetProperty("first_id").GetString());
        Assert.True(listed.GetProperty("has_more").GetBoolean());
        listed = await rag.Client.ReadAsync($"/v1/vector_stores?after={empty.Id()}");
        Assert.Equal(changed.ToString(), listed.GetProperty("data")[0].ToString());

        var deleted = await rag.Client.RemoveAsync($"/v1/vector_stores/{made.Id()}");
        Assert.Equal("vector_store.deleted", deleted.GetProperty("object").GetString());
        using var gone = await rag.Client.GetAsync($"/v1/vector_stores/{made.Id()}", Cancel);
        Assert.Equal("vector_store_id", await gone.RefusedAsync(404));
    }

    [Theory]
    [MemberData(nameof(RagBackends.All), MemberType = typeof(RagBackends))]
    public async Task Can_add_list_change_and_take_out_files(string backend)
    {
        await using var rag = await RagBackends.StartAsync(backend);
        var store = await rag.Client.NewStoreAsync();
        var good = await rag.Client.UploadTextAsync("good.md", "# Cats\n\nCats purr when they are content.\n\n# 狗\n\n狗会看家。");
        var picture = (await rag.Client.UploadAsync("cat.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0], type: "image/png")).Id();
        var empty = (await rag.Client.UploadAsync("empty.txt", [])).Id();

        var added = await rag.Client.PostAsync($"/v1/vector_stores/{store}/files", new
        {
            file_id = good,
            attributes = new { lang = "en", year = 2024, draft = false },
            chunking_strategy = new { type = "static", @static = new { max_chunk_size_tokens = 100, chunk_overlap_tokens = 50 } },
        });
        Assert.Equal(good, added.Id());
        Assert.Equal("vector_store.file", added.GetProperty("object").GetString());
        Assert.Equal("in_progress", added.GetProperty("status").GetString());
        Assert.Equal(store, added.GetProperty("vector_store_id").GetString());
        Assert.Equal(50, added.GetProperty("chunking_strategy").GetProperty("static").GetProperty("chunk_overlap_tokens").GetInt32());
        await rag.Client.PostAsync($"/v1/vector_stores/{store}/files", new { file_id = picture });
        await rag.Client.PostAsync($"/v1/vector_stores/{store}/files", new { file_id = empty });

        var indexed = await rag.Client.IndexedAsync(store);
        Assert.Equal("""{"in_progress":0,"completed":1,"failed":2,"cancelled":0,"total":3}""", indexed.GetProperty("file_counts").ToString());
        Assert.True(indexed.GetProperty("usage_bytes").GetInt64() > 0);

        var file = await rag.Client.ReadAsync($"/v1/vector_stores/{store}/files/{good}");
        Assert.Equal("completed", file.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, file.GetProperty("last_error").ValueKind);
        Assert.Equal(2024, file.GetProperty("attributes").GetProperty("year").GetInt32());
        var failed = await rag.Client.ReadAsync($"/v1/vector_stores/{store}/files/{picture}");
        Assert.Equal("unsupported_file", failed.GetProperty("last_error").GetProperty("code").GetString());
        failed = await rag.Client.ReadAsync($"/v1/vector_stores/{store}/files/{empty}");
        Assert.Equal("invalid_file", failed.GetProperty("last_error").GetProperty("code").GetString());

        var listed = await rag.Client.ReadAsync($"/v1/vector_stores/{store}/files?filter=failed&order=asc&limit=1");
        Assert.Equal(picture, listed.GetProperty("data")[0].Id());
        Assert.True(listed.GetProperty("has_more").GetBoolean());

        var changed = await rag.Client.PostAsync($"/v1/vector_stores/{store}/files/{good}", new { attributes = new { lang = "zh" } });
        Assert.Equal("""{"lang":"zh"}""", changed.GetProperty("attributes").ToString());
        Assert.NotEmpty(await rag.Client.SearchAsync(store, "cats", new { type = "eq", key = "lang", value = "zh" }));
        Assert.Empty(await rag.Client.SearchAsync(store, "cats", new { type = "eq", key = "lang", value = "en" }));

        var deleted = await rag.Client.RemoveAsync($"/v1/vector_stores/{store}/files/{good}");
        Assert.Equal("vector_store.file.deleted", deleted.GetProperty("object").GetString());
        Assert.Empty(await rag.Client.SearchAsync(store, "cats"));
        await rag.Client.ReadAsync($"/v1/files/{good}");
        using var gone = await rag.Client.GetAsync($"/v1/vector_stores/{store}/files/{good}", Cancel);
        await gone.RefusedAsync(404);
    }

    [Fact]
    public async Task Can_read_the_parsed_text_back()
    {
        await using var rag = await RagHost.StartAsync();
        var text = new StringBuilder();
        for (var i = 0; i < 900; i++)
        {
            text.Append($"Paragraph {i} tells of the {i}th ship. It sails at dawn. 第{i}艘船在黎明起航。\n\n");
        }

        var file = await rag.Client.UploadTextAsync("ships.txt", text.ToString());
        var store = await rag.Client.NewStoreAsync();
        await rag.Client.PostAsync($"/v1/vector_stores/{store}/files", new
        {
            file_id = file,
            chunking_strategy = new { type = "static", @static = new { max_chunk_size_tokens = 100, chunk_overlap_tokens = 40 } },
        });
        await rag.Client.IndexedAsync(store);

        var (read, pages, next) = (new StringBuilder(), 0, "");
        while (true)
        {
            var page = await rag.Client.ReadAsync($"/v1/vector_stores/{store}/files/{file}/content{next}");
            Assert.Equal("vector_store.file_content.page", page.GetProperty("object").GetString());
            pages++;
            foreach (var part in page.GetProperty("data").EnumerateArray())
            {
                read.Append(part.GetProperty("text").GetString());
            }

            if (!page.GetProperty("has_more").GetBoolean())
            {
                break;
            }

            next = "?page=" + page.GetProperty("next_page").GetString();
        }

        Assert.True(pages > 1);
        static string Words(string s) => string.Join(' ', s.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(Words(text.ToString()), Words(read.ToString()));
    }

    [Theory]
    [MemberData(nameof(RagBackends.All), MemberType = typeof(RagBackends))]
    public async Task Can_read_a_file_in_again_without_a_gap(string backend)
    {
        await using var rag = await RagBackends.StartAsync(backend);
        var file = await rag.Client.UploadTextAsync("a.txt", string.Concat(Enumerable.Range(0, 400).Select(i => $"The zebra number {i} eats grass.\n\n")));
        var store = await rag.Client.NewStoreAsync(file);
        await rag.Client.IndexedAsync(store);
        var span = (await rag.Client.SearchAsync(store, "zebra 7"))[0].GetProperty("content")[0].GetProperty("span").ToString();

        await rag.Client.PostAsync($"/v1/vector_stores/{store}/files", new
        {
            file_id = file,
            chunking_strategy = new { type = "static", @static = new { max_chunk_size_tokens = 100, chunk_overlap_tokens = 0 } },
        });
        var (searches, busy) = (0, true);
        while (busy)
        {
            busy = (await rag.Client.ReadAsync($"/v1/vector_stores/{store}")).GetProperty("status").GetString() == "in_progress";
            // Old chunks have up to 400 tokens, new ones up to 100: never both, never none.
            var sizes = (await rag.Client.SearchAsync(store, "zebra 7", max: 50)).Select(result => result.Text().Length > 600).Distinct().ToList();
            Assert.True(sizes.Count > 0);
            searches++;
        }

        Assert.True(searches > 0);
        Assert.NotEqual(span, (await rag.Client.SearchAsync(store, "zebra 7"))[0].GetProperty("content")[0].GetProperty("span").ToString());
    }

    [Fact]
    public async Task Can_make_a_store_with_files_and_refuses_unknown_ones()
    {
        await using var rag = await RagHost.StartAsync();
        var file = await rag.Client.UploadTextAsync("a.txt", "alpha");
        var made = await rag.Client.PostAsync("/v1/vector_stores", new { file_ids = new[] { file, file } });
        Assert.Equal("in_progress", made.GetProperty("status").GetString());
        Assert.Equal(1, made.GetProperty("file_counts").GetProperty("total").GetInt32());

        using var refused = await rag.Client.PostAsJsonAsync("/v1/vector_stores", new { file_ids = new[] { file, "file-unknown" } }, Cancel);
        Assert.Equal("file_ids[1]", await refused.RefusedAsync(404));
    }
}
