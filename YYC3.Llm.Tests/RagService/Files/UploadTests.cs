using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.RagService.Ingestion;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService.Files;

/// <summary>Files in parts: put together in the order that is asked for, whatever the parts' sizes.</summary>
public sealed class UploadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Can_MakeAFileOfParts_InTheOrderAskedFor()
    {
        await using var rag = await RagHost.StartAsync();
        var content = new byte[3_500_001];
        for (var i = 0; i < content.Length; i++)
        {
            content[i] = (byte)(i * 31 % 251);
        }

        var upload = await rag.Client.PostAsync("/v1/uploads", new { filename = "folder/大.bin", purpose = "user_data", bytes = content.Length, mime_type = "application/x-data" });
        OpenAiSpec.Fits("Upload", upload);
        var second = await PartAsync(rag, upload.Id(), content[1_200_000..]);
        var first = await PartAsync(rag, upload.Id(), content[..1_200_000]);
        var done = await rag.Client.PostAsync($"/v1/uploads/{upload.Id()}/complete", new { part_ids = new[] { first, second }, md5 = Convert.ToHexStringLower(MD5.HashData(content)) });

        OpenAiSpec.Fits("Upload", done);
        var file = done.GetProperty("file");
        Assert.Equal(("completed", "大.bin", content.Length), (done.GetProperty("status").GetString(), file.GetProperty("filename").GetString(), file.GetProperty("bytes").GetInt64()));
        Assert.Equal(content, await rag.Client.GetByteArrayAsync($"/v1/files/{file.Id()}/content", Cancellation));
        using var again = await rag.Client.PostAsync($"/v1/uploads/{upload.Id()}/cancel", null, Cancellation);
        Assert.Equal("upload_id", await again.RefusedAsync(400));
    }

    [Fact]
    public async Task Refuse_WhatWasNotAnnounced()
    {
        await using var rag = await RagHost.StartAsync();
        var upload = await rag.Client.PostAsync("/v1/uploads", new { filename = "a.txt", purpose = "assistants", bytes = 5, mime_type = "text/plain" });
        var part = await PartAsync(rag, upload.Id(), "Hello"u8.ToArray());
        var path = $"/v1/uploads/{upload.Id()}/complete";

        foreach (var (body, param) in new (string, string)[]
        {
            ("{}", "part_ids"), ("""{"part_ids":["part_none"]}""", "part_ids[0]"), ($$"""{"part_ids":["{{part}}","{{part}}"]}""", "part_ids[1]"), ("""{"part_ids":[]}""", "part_ids"), ($$"""{"part_ids":["{{part}}"],"md5":"00"}""", "md5"),
        })
        {
            using var refused = await rag.Client.PostAsync(path, ApiAnswers.Json(body), Cancellation);
            Assert.Equal(param, await refused.RefusedAsync(400));
        }

        using var foreign = await rag.For("proj_other").PostAsync(path, ApiAnswers.Json($$"""{"part_ids":["{{part}}"]}"""), Cancellation);
        Assert.Equal("upload_id", await foreign.RefusedAsync(404));
        Assert.Equal("completed", (await rag.Client.PostAsync(path, new { part_ids = new[] { part } })).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Go_WhenNobodyCompletesThem()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 8, 0, 0, TimeSpan.Zero));
        await using var rag = await RagHost.StartAsync(new RagHostOptions { Customise = builder => builder.Services.AddSingleton<TimeProvider>(time) });
        var upload = await rag.Client.PostAsync("/v1/uploads", new { filename = "a.txt", purpose = "assistants", bytes = 5, mime_type = "text/plain" });

        time.Advance(TimeSpan.FromMinutes(61));
        await rag.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<Sweeper>().Single().SweepAsync(Cancellation);

        using var late = await rag.Client.PostAsync($"/v1/uploads/{upload.Id()}/cancel", null, Cancellation);
        Assert.Equal("upload_id", await late.RefusedAsync(400));
    }

    private static async Task<string> PartAsync(RagHost rag, string upload, byte[] data)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(data), "data", "part" } };
        using var answer = await rag.Client.PostAsync($"/v1/uploads/{upload}/parts", form, Cancellation);
        var part = await answer.OkAsync();
        OpenAiSpec.Fits("UploadPart", part);
        return part.Id();
    }
}
