using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Relay;

public sealed class PassThroughTests
{
    [Fact]
    public async Task Can_PassAPlainAnswerByteForByte()
    {
        // Odd spacing, unknown fields and escapes must come through as they are.
        const string answer = "{ \"id\" : \"x\",\n\t\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"\\u4f60好\",\"future\":{\"a\":[1,2.50]}},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2} }\n";
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, answer, ("x-ratelimit-remaining-requests", "59"), ("openai-processing-ms", "12"), ("x-request-id", "up-1"), ("x-private", "no")));
        await using var router = await RouterUnderTest.StartAsync(provider);

        using var response = await router.ChatAsync(Samples.Request("m"));

        Assert.Equal(answer, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("59", Header(response, "x-ratelimit-remaining-requests"));
        Assert.Equal("12", Header(response, "openai-processing-ms"));
        Assert.Equal("up-1", Header(response, "x-request-id"));
        Assert.Equal("", Header(response, "x-private"));
        Assert.Equal("m", Header(response, "x-yyc3-model"));
        Assert.Equal("p0/up0", Header(response, "x-yyc3-deployment"));
        Assert.Equal("1", Header(response, "x-yyc3-attempts"));
        Assert.StartsWith("req_", Header(response, "x-yyc3-request-id"));
        Assert.InRange(double.Parse(Header(response, "x-yyc3-overhead-ms")), 0, 10_000);
    }

    [Fact]
    public async Task Can_SendTheCallersBytesWithOnlyTheModelReplaced()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(provider);
        const string before = "{ \"unknown_field\" : {\"deep\":[1.0,\"\\u00e9\"]},\n \"model\"  :  ";
        const string after = " ,\"messages\":[{\"role\":\"user\",\"content\":\"你好\",\"x\":null}], \"seed\": 1e3 }";

        using var response = await router.ChatAsync(before + "\"\\u006d\"" + after);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var request = Assert.Single(provider.Requests);
        Assert.Equal(before + "\"up0\"" + after, request.Text);
        Assert.Equal("/v1/chat/completions", request.Path);
        Assert.Equal("Bearer secret-key-0", request.Headers["Authorization"]);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.DoesNotContain(request.Headers, header => header.Key.StartsWith("x-yyc3", StringComparison.OrdinalIgnoreCase));
        Assert.False(request.Headers.ContainsKey("traceparent"));
        Assert.False(request.Headers.ContainsKey("Expect"));
    }

    [Fact]
    public async Task Can_TidyAnEndMarkerThatOfficialSdksCannotRead()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Text("Hi"), Samples.Finish, "data: [DONE]   \n\n"));
        await using var router = await RouterUnderTest.StartAsync(provider);

        Assert.EndsWith("attempts=1 cost=unknown\n\ndata: [DONE]\n\n", await router.StreamAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_SetFieldsAndHeadersThatADeploymentDeclares()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(
            $$"""
            { "providers": { "p": { "dialect": "openai", "baseUrl": "{{provider.BaseUrl}}", "headers": { "api-key": "${AZURE}" } } },
              "models": { "m": { "deployments": [ { "provider": "p", "model": "up", "headers": { "x-extra": "1" },
                "body": { "thinking": { "type": "disabled" }, "temperature": 0.5 } } ] } } }
            """, null, "--AZURE=azure-key");

        using var response = await router.ChatAsync("{\"temperature\": 1, \"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"thinking\":1}]}");

        var request = Assert.Single(provider.Requests);
        Assert.Equal("{\"thinking\":{ \"type\": \"disabled\" },\"temperature\": 0.5, \"model\":\"up\",\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"thinking\":1}]}", request.Text);
        Assert.Equal("azure-key", request.Headers["api-key"]);
        Assert.Equal("1", request.Headers["x-extra"]);
        Assert.False(request.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Can_SendALargeBodyUnchanged()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(provider);
        var body = $"{{\"model\":\"m\",\"messages\":[{{\"role\":\"user\",\"content\":\"{new string('图', 1_000_000)}\"}}]}}";

        using var response = await router.ChatAsync(body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(body.Replace("\"m\"", "\"up0\""), Assert.Single(provider.Requests).Text);
    }

    [Fact]
    public async Task Can_PassAnAnswerThatIsLargerThanWhatIsHeld()
    {
        var answer = $"{{\"data\":[{{\"embedding\":[{string.Join(',', Enumerable.Repeat("0.123456789", 900_000))}]}}],\"usage\":{{\"prompt_tokens\":1}}}}";
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, answer));
        await using var router = await RouterUnderTest.StartAsync(provider);

        using var response = await router.PostAsync("/v1/embeddings", "{\"model\":\"m\",\"input\":[\"a\",\"b\"]}"u8.ToArray());

        Assert.Equal(answer, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("/v1/embeddings", Assert.Single(provider.Requests).Path);
        Assert.Equal("{\"model\":\"up0\",\"input\":[\"a\",\"b\"]}", Assert.Single(provider.Requests).Text);
    }

    [Fact]
    public async Task Can_NameAProvidersModelDirectly()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(provider);

        using var response = await router.ChatAsync(Samples.Request("p0/org/some-model"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"model\":\"org/some-model\"", Assert.Single(provider.Requests).Text);
        Assert.Equal("p0/org/some-model", Header(response, "x-yyc3-deployment"));
    }

    [Fact]
    public async Task Can_UseAModelNameInChinese()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([provider]).Replace("\"m\":", "\"聊天\":"));

        using var response = await router.ChatAsync(Samples.Request("聊天"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("聊天", Uri.UnescapeDataString(Header(response, "x-yyc3-model")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(50)]
    [InlineData(100_000)]
    public async Task Can_PassAStreamByteForByteAtAnySplit(int step)
    {
        var stream = Samples.Role + ": keep-alive\n\n" + Samples.Text("你好").Replace("data: ", "data:") + Samples.Text(" world").Replace("\n\n", "\r\n\r\n")
            + Samples.Text("!").Replace("\n\n", "   \n\n") + Samples.Finish + Samples.Usage;
        await using var provider = await ScriptedProvider.StartAsync(
            ScriptedProvider.StreamBytes(Encoding.UTF8.GetBytes(stream + Samples.Done).Chunk(step), null));
        await using var router = await RouterUnderTest.StartAsync(provider);

        Assert.Equal(stream + ": yyc3 model=m deployment=p0/up0 attempts=1 cost=unknown\n\n" + Samples.Done, await router.StreamAsync());
    }

    [Fact]
    public async Task Can_PassEachEventOnBeforeTheNextOneComes()
    {
        var next = new SemaphoreSlim(0);
        await using var provider = await ScriptedProvider.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            foreach (var piece in new[] { Samples.Role + Samples.Text("one"), Samples.Text("two"), Samples.Finish + Samples.Done })
            {
                await context.Response.WriteAsync(piece);
                await context.Response.Body.FlushAsync();
                await next.WaitAsync(context.RequestAborted);
            }
        });
        await using var router = await RouterUnderTest.StartAsync(provider);

        using var response = await router.ChatAsync(Samples.Request("m", stream: true), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        Assert.Contains("assistant", await ReadEventAsync(reader));
        Assert.Contains("one", await ReadEventAsync(reader));
        next.Release();
        Assert.Contains("two", await ReadEventAsync(reader));
        next.Release(2);
        Assert.EndsWith("[DONE]\n\n", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal("no", Header(response, "X-Accel-Buffering"));
    }

    public static TheoryData<string> Recordings()
    {
        var data = new TheoryData<string>();
        if (SharedFiles.Directory("fixtures/providers") is { } folder)
        {
            foreach (var name in new[] { "openai/chat", "deepseek", "dashscope", "moonshot" })
            {
                foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, name), "*.chunks.txt").Order(StringComparer.Ordinal))
                {
                    data.Add(file);
                }
            }
        }

        if (data.Count == 0)
        {
            data.Add("");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Can_PassRecordedStreams(string recording)
    {
        Assert.SkipWhen(recording.Length == 0, "No recordings beside the repository (../shared/fixtures/providers).");
        var lines = await File.ReadAllLinesAsync(recording, TestContext.Current.CancellationToken);
        var stream = string.Concat(lines.Where(line => line.Length > 0).Select(line => $"data: {line}\n\n"));
        var step = 1;
        await using var provider = await ScriptedProvider.StartAsync(context =>
            ScriptedProvider.StreamBytes(Encoding.UTF8.GetBytes(stream + Samples.Done).Chunk(step), null)(context));
        await using var router = await RouterUnderTest.StartAsync(provider);
        foreach (var size in new[] { 97, 1021, int.MaxValue })
        {
            step = size;
            Assert.Equal(stream + ": yyc3 model=m deployment=p0/up0 attempts=1 cost=unknown\n\n" + Samples.Done, await router.StreamAsync());
        }
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : "";

    private static async Task<string> ReadEventAsync(StreamReader reader)
    {
        var text = "";
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 } line)
        {
            text += line;
        }

        return text;
    }
}
