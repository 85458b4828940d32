using System.Net;
using Microsoft.AspNetCore.Http;
using YYC3.Llm.Tests.ChatApi.Responses;
using YYC3.Llm.Tests.Testing;
using static YYC3.Llm.Tests.ChatApi.Responses.ResponsesRig;

namespace YYC3.Llm.Tests.ChatApi.Inputs;

/// <summary>Images, sounds and files in a request: what reaches the model, and what is refused.</summary>
public sealed class InputPartTests
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0];

    [Fact]
    public async Task Reach_TheModel()
    {
        await using var knowledge = await ScriptedProvider.StartAsync(async context =>
        {
            context.Response.ContentType = context.Request.Path.Value!.Contains("file-png", StringComparison.Ordinal) ? "application/octet-stream" : "text/plain";
            await context.Response.Body.WriteAsync(context.Request.Path.Value.Contains("file-png", StringComparison.Ordinal) ? Png : "你好"u8.ToArray());
        });
        await using var rig = await ResponsesRig.StartAsync(Says("Hi"), new ChatApiHostOptions { RagService = new Uri(knowledge.BaseUrl[..^3]) });

        await rig.CreateAsync("""
            {"model":"m","input":[{"role":"user","content":[
                {"type":"input_text","text":"Look"},
                {"type":"input_image","image_url":"https://pictures.example/a.png","detail":"low"},
                {"type":"input_image","image_url":"data:image/png;base64,AAAA"},
                {"type":"input_image","file_id":"file-png"},
                {"type":"input_file","file_id":"file-text"},
                {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,AAAA"},
                {"type":"input_audio","input_audio":{"data":"AAAA","format":"mp3"}}]}]}
            """);

        var parts = rig.Asked[0].GetProperty("messages")[0].GetProperty("content").EnumerateArray().ToList();
        Assert.Equal(["text", "image_url", "image_url", "image_url", "text", "file", "input_audio"], parts.Select(part => part.Text("type")));
        Assert.Equal(("https://pictures.example/a.png", "low"), (parts[1].GetProperty("image_url").Text("url"), parts[1].GetProperty("image_url").Text("detail")));
        Assert.StartsWith("data:image/png;base64,iVBORw", parts[3].GetProperty("image_url").Text("url"), StringComparison.Ordinal);
        Assert.Contains("你好", parts[4].Text("text"), StringComparison.Ordinal);
        Assert.Equal("a.pdf", parts[5].GetProperty("file").Text("filename"));
    }

    [Theory]
    [InlineData("/notes.txt", null, "fetched")]
    [InlineData("/redirect", null, "fetched")]
    [InlineData("/away", "host_not_allowed", null)]
    [InlineData("/missing", "failed_to_download", null)]
    [InlineData("/large", "failed_to_download", null)]
    public async Task Are_FetchedFromAllowedHostsOnly(string path, string? code, string? text)
    {
        await using var site = await StandIn.StartAsync(async context =>
        {
            switch (context.Request.Path.Value)
            {
                case "/redirect":
                    context.Response.Redirect("/notes.txt");
                    break;
                case "/away":
                    context.Response.Redirect("http://localhost/notes.txt");
                    break;
                case "/missing":
                    context.Response.StatusCode = 404;
                    break;
                case "/large":
                    await context.Response.Body.WriteAsync(new byte[2000]);
                    break;
                default:
                    context.Response.ContentType = "text/plain";
                    await context.Response.WriteAsync("fetched");
                    break;
            }
        });
        var settings = new Dictionary<string, string> { ["Outside:FetchHosts:0"] = "127.0.0.1", ["Outside:InternalHosts:0"] = "127.0.0.1", ["Outside:MaxBytes"] = "1000" };
        await using var rig = await ResponsesRig.StartAsync(Says("Hi"), new ChatApiHostOptions { Settings = settings });
        var body = $$"""{"model":"m","input":[{"role":"user","content":[{"type":"input_file","file_url":"{{new Uri(new Uri(site.Url), path)}}"}]}]}""";

        using var answer = await rig.Http.PostAsync(Root, ApiAnswers.Json(body), TestContext.Current.CancellationToken);

        if (code is not null)
        {
            await answer.ErrorAsync(HttpStatusCode.BadRequest, code, "input[0].content[0].file_url");
            return;
        }

        Assert.Contains(text!, (await answer.JsonAsync()).ToString() + rig.Asked[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"FetchHosts:0":"127.0.0.1"}""", "failed_to_download")]
    [InlineData("{}", "host_not_allowed")]
    public async Task Are_NotFetchedFromInside(string outside, string code)
    {
        var settings = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(outside)!.ToDictionary(setting => "Outside:" + setting.Key, setting => setting.Value);
        await using var rig = await ResponsesRig.StartAsync(Says("Hi"), new ChatApiHostOptions { Settings = settings });

        using var answer = await rig.Http.PostAsync(
            Root, ApiAnswers.Json("""{"model":"m","input":[{"role":"user","content":[{"type":"input_file","file_url":"http://127.0.0.1:9/secret"}]}]}"""), TestContext.Current.CancellationToken);

        await answer.ErrorAsync(HttpStatusCode.BadRequest, code, "input[0].content[0].file_url");
    }
}
