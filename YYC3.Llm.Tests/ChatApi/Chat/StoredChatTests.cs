using System.ClientModel;
using System.Net;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Chat;

/// <summary>Kept chat completions, through the real edge and the real Router to a provider.</summary>
public abstract class StoredChatTests : IAsyncLifetime
{
    private const string Path = "/v1/chat/completions";
    private ScriptedProvider provider = null!;
    private RouterUnderTest router = null!;
    private ChatApiHost host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        provider = await ScriptedProvider.StartAsync();
        router = await RouterUnderTest.StartAsync(provider);
        var options = await OptionsAsync();
        host = await ChatApiHost.StartAsync(options with
        {
            Router = router.Client.BaseAddress,
            Settings = new Dictionary<string, string>(options.Settings) { ["InternalKey"] = RouterUnderTest.Key },
        });
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        await router.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task Can_KeepAnAnswer()
    {
        using var answer = await AskAsync("chatcmpl-a", """{"topic":"x"}""");
        var sent = await answer.JsonAsync();
        Assert.False(answer.Headers.Contains("x-yyc3-warnings"));
        Assert.DoesNotContain("store", System.Text.Encoding.UTF8.GetString(provider.Requests.Single().Body), StringComparison.Ordinal);
        Assert.DoesNotContain("metadata", System.Text.Encoding.UTF8.GetString(provider.Requests.Single().Body), StringComparison.Ordinal);

        var kept = await host.Admin.GetJsonAsync($"{Path}/chatcmpl-a");
        Assert.Equal(sent.GetProperty("usage").GetRawText(), kept.GetProperty("usage").GetRawText());
        Assert.Equal("Hi 你好", kept.GetProperty("choices")[0].GetProperty("message").Text("content"));
        Assert.Equal(JsonValueKind.Null, kept.GetProperty("choices")[0].GetProperty("message").GetProperty("refusal").ValueKind);
        Assert.Equal("x", kept.GetProperty("metadata").Text("topic"));
        Assert.Equal(answer.Headers.GetValues("x-request-id").Single(), kept.Text("request_id"));

        var messages = await host.Admin.GetJsonAsync($"{Path}/chatcmpl-a/messages");
        Assert.Equal(["chatcmpl-a-0", "chatcmpl-a-1"], messages.Ids());
        Assert.Equal("one\ntwo", messages.GetProperty("data")[1].Text("content"));
        Assert.Equal(2, messages.GetProperty("data")[1].GetProperty("content_parts").GetArrayLength());
        Assert.Equal(["chatcmpl-a-0"], (await host.Admin.GetJsonAsync($"{Path}/chatcmpl-a/messages?order=desc&after=chatcmpl-a-1")).Ids());

        Assert.Equal("y", (await host.Admin.PostJsonAsync($"{Path}/chatcmpl-a", """{"metadata":{"topic":"y"}}""")).GetProperty("metadata").Text("topic"));
        Assert.Equal("chat.completion.deleted", (await host.Admin.DeleteJsonAsync($"{Path}/chatcmpl-a")).Text("object"));
        using var gone = await host.Admin.GetAsync($"{Path}/chatcmpl-a", Cancellation);
        await gone.ErrorAsync(HttpStatusCode.NotFound, "chat_completion_not_found", "completion_id");
    }

    [Fact]
    public async Task Can_ListAndFilter()
    {
        foreach (var (id, topic) in new[] { ("chatcmpl-a", "x"), ("chatcmpl-b", "y"), ("chatcmpl-c", "x") })
        {
            using var answer = await AskAsync(id, $$"""{"topic":"{{topic}}","all":"1"}""");
        }

        Assert.Equal(["chatcmpl-a", "chatcmpl-b", "chatcmpl-c"], (await host.Admin.GetJsonAsync(Path)).Ids());
        var newest = await host.Admin.GetJsonAsync(Path + "?order=desc&limit=2");
        Assert.Equal(["chatcmpl-c", "chatcmpl-b"], newest.Ids());
        Assert.True(newest.GetProperty("has_more").GetBoolean());
        Assert.Equal(["chatcmpl-a"], (await host.Admin.GetJsonAsync(Path + "?order=desc&after=chatcmpl-b")).Ids());
        Assert.Equal(["chatcmpl-a", "chatcmpl-c"], (await host.Admin.GetJsonAsync(Path + "?metadata[topic]=x&metadata[all]=1")).Ids());
        Assert.Empty((await host.Admin.GetJsonAsync(Path + "?metadata[topic]=x&metadata[all]=2")).Ids());
        Assert.Equal(3, (await host.Admin.GetJsonAsync(Path + "?model=m")).Ids().Length);
        Assert.Empty((await host.Admin.GetJsonAsync(Path + "?model=other")).Ids());
    }

    [Fact]
    public async Task Can_KeepOnlyTheNewestOfOneId()
    {
        using (await AskAsync("chatcmpl-a", """{"n":"1"}"""))
        using (await AskAsync("chatcmpl-a", """{"n":"2"}"""))
        {
            var list = await host.Admin.GetJsonAsync(Path);
            Assert.Equal("2", Assert.Single(list.GetProperty("data").EnumerateArray()).GetProperty("metadata").Text("n"));
        }
    }

    [Fact]
    public async Task Can_KeepAStream_AsItWasSent()
    {
        provider.Script = ScriptedProvider.Stream(Samples.Role, Samples.Text("你"), Samples.Text("好"), Samples.Finish, Samples.Usage, Samples.Done);
        var request = """{"model":"m","stream":true,"stream_options":{"include_usage":true},STORE"messages":[{"role":"user","content":"q"}]}""";
        var plain = await PostTextAsync(request.Replace("STORE", "", StringComparison.Ordinal));
        Assert.Empty((await host.Admin.GetJsonAsync(Path)).Ids());
        Assert.Equal(plain, await PostTextAsync(request.Replace("STORE", "\"store\":true,", StringComparison.Ordinal)));

        var kept = Assert.Single((await host.Admin.GetJsonAsync(Path)).GetProperty("data").EnumerateArray());
        Assert.Equal("chat.completion", kept.Text("object"));
        var choice = kept.GetProperty("choices")[0];
        Assert.Equal("你好", choice.GetProperty("message").Text("content"));
        Assert.Equal("assistant", choice.GetProperty("message").Text("role"));
        Assert.Equal("stop", choice.Text("finish_reason"));
        Assert.Equal(11, kept.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public async Task Can_KeepAStreamedToolCall()
    {
        static string Chunk(string delta, string finish = "null") =>
            $"data: {{\"id\":\"chatcmpl-t\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{delta},\"finish_reason\":{finish}}}]}}\n\n";
        provider.Script = ScriptedProvider.Stream(
            Chunk("""{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}}]}"""),
            Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\""}}]}"""),
            Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":":1}"}},{"index":1,"id":"call_2","type":"function","function":{"name":"g","arguments":"{}"}}]}"""),
            Chunk("{}", "\"tool_calls\""), Samples.Done);
        await PostTextAsync("""{"model":"m","stream":true,"store":true,"messages":[{"role":"user","content":"q"}]}""");

        var message = (await host.Admin.GetJsonAsync(Path + "/chatcmpl-t")).GetProperty("choices")[0].GetProperty("message");
        Assert.Equal(
            """[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"call_2","type":"function","function":{"name":"g","arguments":"{}"}}]""",
            message.GetProperty("tool_calls").GetRawText());
        Assert.Equal(JsonValueKind.Null, message.GetProperty("content").ValueKind);
    }

    [Fact]
    public async Task Can_KeepNothing_OfAStreamThatBrokeOff()
    {
        provider.Script = ScriptedProvider.Reset(Samples.Role, Samples.Text("half"));
        var text = await PostTextAsync("""{"model":"m","stream":true,"store":true,"messages":[{"role":"user","content":"q"}]}""");
        Assert.Contains("\"error\"", text, StringComparison.Ordinal);
        Assert.Empty((await host.Admin.GetJsonAsync(Path)).Ids());
    }

    [Theory]
    [InlineData("""{"model":"m","store":true,"metadata":{"a":1},"messages":[{"role":"user","content":"q"}]}""", "metadata.a")]
    [InlineData("""{"model":"m","store":true,"metadata":"x","messages":[{"role":"user","content":"q"}]}""", "metadata")]
    public async Task Refuses_WrongMetadata_BeforeTheModelIsAsked(string body, string param)
    {
        using var answer = await host.Admin.PostAsync(Path, ApiAnswers.Json(body), Cancellation);
        await answer.ErrorAsync(HttpStatusCode.BadRequest, "invalid_type", param);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task Can_BeUsedByTheOfficialSdk()
    {
        provider.Script = ScriptedProvider.Json(200, Samples.Completion.Replace("chatcmpl-1", "chatcmpl-sdk", StringComparison.Ordinal));
        var client = new ChatClient("m", new ApiKeyCredential(ChatApiHost.AdminKey), new OpenAIClientOptions { Endpoint = new Uri(host.Address, "/v1") });
        var options = new ChatCompletionOptions { StoredOutputEnabled = true };
        options.Metadata["who"] = "sdk";
        ChatCompletion answer = await client.CompleteChatAsync([new UserChatMessage("hello")], options, Cancellation);

        ChatCompletion kept = await client.GetChatCompletionAsync(answer.Id, Cancellation);
        Assert.Equal(answer.Content[0].Text, kept.Content[0].Text);
        var listed = new List<string>();
        await foreach (var one in client.GetChatCompletionsAsync(new ChatCompletionCollectionOptions { Metadata = { ["who"] = "sdk" } }, Cancellation))
        {
            listed.Add(one.Id);
        }

        Assert.Equal(["chatcmpl-sdk"], listed);
        var messages = new List<string>();
        await foreach (var message in client.GetChatCompletionMessagesAsync(answer.Id, null, Cancellation))
        {
            messages.Add(message.Content);
        }

        Assert.Equal(["hello"], messages);
        Assert.True((await client.DeleteChatCompletionAsync(answer.Id, Cancellation)).Value.Deleted);
    }

    private protected abstract Task<ChatApiHostOptions> OptionsAsync();

    private async Task<HttpResponseMessage> AskAsync(string id, string metadata)
    {
        provider.Script = ScriptedProvider.Json(200, Samples.Completion.Replace("chatcmpl-1", id, StringComparison.Ordinal));
        return await host.Admin.PostAsync(Path, ApiAnswers.Json($$"""
            {"model":"m","store":true,"metadata":{{metadata}},"messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"one"},{"type":"text","text":"two"}]}]}
            """), Cancellation);
    }

    private async Task<string> PostTextAsync(string body)
    {
        using var answer = await host.Admin.PostAsync(Path, ApiAnswers.Json(body), Cancellation);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }
}
