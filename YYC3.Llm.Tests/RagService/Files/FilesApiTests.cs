using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService.Files;

public sealed class FilesApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RagBackends.All), MemberType = typeof(RagBackends))]
    public async Task Can_keep_every_byte_of_a_file(string backend)
    {
        await using var rag = await RagBackends.StartAsync(backend);
        var content = new byte[(3 * 1024 * 1024) + 123];
        new Random(1).NextBytes(content);

        var file = await rag.Client.UploadAsync("data.bin", content, "user_data", "application/x-data");

        Assert.StartsWith("file-", file.Id(), StringComparison.Ordinal);
        Assert.Equal("file", file.GetProperty("object").GetString());
        Assert.Equal(content.Length, file.GetProperty("bytes").GetInt64());
        Assert.Equal("user_data", file.GetProperty("purpose").GetString());
        Assert.Equal("processed", file.GetProperty("status").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), file.GetProperty("sha256").GetString());
        Assert.Equal(file.ToString(), (await rag.Client.ReadAsync($"/v1/files/{file.Id()}")).ToString());
        using var answer = await rag.Client.GetAsync($"/v1/files/{file.Id()}/content", Cancel);
        Assert.Equal(content, await answer.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal("application/x-data", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(content.Length, answer.Content.Headers.ContentLength);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024 * 1024)]
    [InlineData((1024 * 1024) + 1)]
    public async Task Can_keep_files_at_the_edges_of_a_row(int size)
    {
        await using var rag = await RagHost.StartAsync();
        var content = new byte[size];
        new Random(size).NextBytes(content);

        var file = await rag.Client.UploadAsync("edge.bin", content);

        Assert.Equal(content, await rag.Client.GetByteArrayAsync($"/v1/files/{file.Id()}/content", Cancel));
    }

    [Theory]
    [InlineData("form-data; name=\"file\"; filename=\"季度报告 (终).pdf\"", "季度报告 (终).pdf")]
    [InlineData("form-data; name=\"file\"; filename=\"x.pdf\"; filename*=UTF-8''%E5%AD%A3%E5%BA%A6.pdf", "季度.pdf")]
    [InlineData("form-data; name=file; filename=plain.txt", "plain.txt")]
    [InlineData("form-data; name=\"file\"; filename=\"..\\\\..\\\\a/b/秘密.txt\"", "秘密.txt")]
    [InlineData("form-data; name=\"file\"; filename=\"a \\\"b\\\".txt\"", "a \"b\".txt")]
    public async Task Can_keep_names_of_any_script(string disposition, string name)
    {
        await using var rag = await RagHost.StartAsync();
        var form = $"--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nassistants\r\n--b\r\nContent-Disposition: {disposition}\r\n\r\n内容\r\n--b--\r\n";
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(form));
        body.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");

        using var answer = await rag.Client.PostAsync("/v1/files", body, Cancel);

        var file = await answer.OkAsync();
        Assert.Equal(name, file.GetProperty("filename").GetString());
        using var content = await rag.Client.GetAsync($"/v1/files/{file.Id()}/content", Cancel);
        Assert.Equal(name, content.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal("内容", await content.Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [MemberData(nameof(RagBackends.All), MemberType = typeof(RagBackends))]
    public async Task Can_page_through_files(string backend)
    {
        await using var rag = await RagBackends.StartAsync(backend);
        var ids = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            ids.Add((await rag.Client.UploadAsync($"{i}.txt", [1], i == 3 ? "batch" : "assistants")).Id());
        }

        async Task<List<string>> AllAsync(string query)
        {
            var (seen, after) = (new List<string>(), "");
            while (true)
            {
                var page = await rag.Client.ReadAsync($"/v1/files?{query}{after}");
                var data = page.GetProperty("data").EnumerateArray().Select(file => file.Id()).ToList();
                seen.AddRange(data);
                Assert.Equal(data[0], page.GetProperty("first_id").GetString());
                Assert.Equal(data[^1], page.GetProperty("last_id").GetString());
                if (!page.GetProperty("has_more").GetBoolean())
                {
                    return seen;
                }

                after = $"&after={data[^1]}";
            }
        }

        Assert.Equal(ids, await AllAsync("limit=2&order=asc"));
        Assert.Equal(ids.AsEnumerable().Reverse(), await AllAsync("limit=3"));
        Assert.Equal([ids[3]], await AllAsync("purpose=batch"));
        var before = await rag.Client.ReadAsync($"/v1/files?order=asc&limit=2&before={ids[5]}");
        Assert.Equal([ids[3], ids[4]], before.GetProperty("data").EnumerateArray().Select(file => file.Id()));
        var none = await rag.Client.ReadAsync("/v1/files?purpose=vision");
        Assert.Equal(JsonValueKind.Null, none.GetProperty("first_id").ValueKind);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=10001", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("order=up", "order")]
    [InlineData("after=file-unknown", "after")]
    [InlineData("after=%00", "after")]
    public async Task Refuses_pages_that_cannot_be(string query, string param)
    {
        await using var rag = await RagHost.StartAsync();
        using var answer = await rag.Client.GetAsync($"/v1/files?{query}", Cancel);

        Assert.Equal(param, await answer.RefusedAsync(400));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refuses_a_file_that_is_too_large(bool declared)
    {
        await using var rag = await RagHost.StartAsync(new RagHostOptions { Settings = new Dictionary<string, string> { ["Files:MaxBytes"] = "2000000" } });
        using var form = new MultipartFormDataContent { { new StringContent("assistants"), "purpose" }, { new ByteArrayContent(new byte[3_000_000]), "file", "big.bin" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/files") { Content = form };
        request.Headers.TransferEncodingChunked = !declared;

        using var answer = await rag.Client.SendAsync(request, Cancel);

        Assert.Equal("file", await answer.RefusedAsync(413));
        Assert.True(answer.Headers.ConnectionClose); // What follows goes over another connection: this one's server has not read to the end.
        Assert.Equal(0, (await rag.Client.ReadAsync("/v1/files")).GetProperty("data").GetArrayLength());
        await rag.Client.UploadAsync("fits.bin", new byte[2_000_000]);
    }

    [Theory]
    [InlineData("application/json", "{}", null)]
    [InlineData("multipart/form-data", "x", null)]
    [InlineData("multipart/form-data; boundary=b", "", null)]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nassistants\r\n--b--\r\n", "file")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n--b--\r\n", "purpose")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx", null)]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--b--\r\n", "file")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\n\r\nx\r\n--b--\r\n", null)]
    public async Task Refuses_forms_that_are_none(string type, string body, string? param)
    {
        await using var rag = await RagHost.StartAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var answer = await rag.Client.PostAsync("/v1/files", content, Cancel);

        Assert.Equal(param, await answer.RefusedAsync(400));
        Assert.Equal(0, (await rag.Client.ReadAsync("/v1/files")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Refuses_purposes_and_expiries_that_are_none()
    {
        await using var rag = await RagHost.StartAsync();
        async Task<string?> ParamOfAsync(params (string Name, string Value)[] fields)
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent([1]), "file", "a.txt" } };
            foreach (var (name, value) in fields)
            {
                form.Add(new StringContent(value), name);
            }

            using var answer = await rag.Client.PostAsync("/v1/files", form, Cancel);
            return await answer.RefusedAsync(400);
        }

        Assert.Equal("purpose", await ParamOfAsync(("purpose", "fun")));
        Assert.Equal("expires_after[anchor]", await ParamOfAsync(("purpose", "batch"), ("expires_after[seconds]", "3600")));
        Assert.Equal("expires_after[seconds]", await ParamOfAsync(("purpose", "batch"), ("expires_after[anchor]", "created_at"), ("expires_after[seconds]", "60")));
    }

    [Fact]
    public async Task Can_delete_a_file_once()
    {
        await using var rag = await RagHost.StartAsync();
        var id = await rag.Client.UploadTextAsync("a.txt", "text");

        var deleted = await rag.Client.RemoveAsync($"/v1/files/{id}");

        Assert.Equal($$"""{"id":"{{id}}","object":"file","deleted":true}""", deleted.ToString());
        foreach (var path in new[] { $"/v1/files/{id}", $"/v1/files/{id}/content" })
        {
            using var gone = await rag.Client.GetAsync(path, Cancel);
            Assert.Equal("file_id", await gone.RefusedAsync(404));
        }

        using var again = await rag.Client.DeleteAsync($"/v1/files/{id}", Cancel);
        await again.RefusedAsync(404);
    }
}
