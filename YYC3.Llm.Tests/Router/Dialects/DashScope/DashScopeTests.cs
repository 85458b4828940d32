using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Dialects.DashScope;

/// <summary>Over real sockets: what the provider is sent, and what the official SDK makes of its answers.</summary>
public sealed class DashScopeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Can_ChatPlain_WithItsParameters()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, DashScopeSamples.Completion));
        await using var router = await StartAsync(provider);

        using var answer = await router.ChatAsync("""
            {"model":"m","messages":[{"role":"developer","content":"Kurz"},{"role":"user","content":[{"type":"text","text":"Hi"}]}],"temperature":0.5,"top_p":1,"max_completion_tokens":7,
             "stop":["x"],"seed":3,"enable_search":true,"reasoning_effort":"low","response_format":{"type":"json_object"},"frequency_penalty":1,"logit_bias":{},
             "tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object"}}}],"tool_choice":"required","parallel_tool_calls":true}
            """);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        var request = Assert.Single(provider.Requests);
        using var sent = JsonDocument.Parse(request.Body);
        var parameters = sent.RootElement.GetProperty("parameters");

        Assert.Equal("/v1/services/aigc/text-generation/generation", request.Path);
        Assert.Equal("Bearer the-key", request.Headers["Authorization"]);
        Assert.False(request.Headers.ContainsKey("X-DashScope-SSE"));
        Assert.Equal("qwen-plus", sent.RootElement.GetProperty("model").GetString());
        Assert.Equal("""[{"role":"system","content":"Kurz"},{"role":"user","content":"Hi"}]""", sent.RootElement.GetProperty("input").GetProperty("messages").GetRawText());
        Assert.Equal(
            """{"result_format":"message","temperature":0.5,"top_p":0.9999,"max_tokens":7,"stop":["x"],"seed":3,"enable_search":true,"enable_thinking":true,"thinking_budget":2048,"response_format":{"type":"json_object"},"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"tool_choice":"auto","parallel_tool_calls":true}""",
            parameters.GetRawText());
        var warnings = string.Join(",", answer.Headers.GetValues("x-yyc3-warnings"));
        Assert.Contains("frequency_penalty", warnings, StringComparison.Ordinal);
        Assert.DoesNotContain("logit_bias", warnings, StringComparison.Ordinal);
        Assert.Equal("chatcmpl-4a9b", body.RootElement.GetProperty("id").GetString());
        Assert.Equal("Hi 你好", body.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(11, body.RootElement.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Theory]
    [InlineData("qwen-plus", true)]
    [InlineData("qwen3-vl-plus", false)]
    public async Task Can_ShowImages_AtTheMultimodalAddress(string model, bool image)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, DashScopeSamples.Reasoning));
        await using var router = await StartAsync(provider, model);
        var part = image ? ""","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}},{"type":"text","text":"What?"}]""" : ""","content":"What?" """;

        using var answer = await router.ChatAsync($$"""{"model":"m","messages":[{"role":"user"{{part}}}]}""");
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        var request = Assert.Single(provider.Requests);
        using var sent = JsonDocument.Parse(request.Body);
        var message = body.RootElement.GetProperty("choices")[0].GetProperty("message");
        var usage = body.RootElement.GetProperty("usage");

        Assert.Equal("/v1/services/aigc/multimodal-generation/generation", request.Path);
        Assert.Equal(
            image ? """[{"image":"data:image/png;base64,AA=="},{"text":"What?"}]""" : """[{"text":"What?"}]""",
            sent.RootElement.GetProperty("input").GetProperty("messages")[0].GetProperty("content").GetRawText());
        Assert.Equal(("四十二", "让我想想"), (message.GetProperty("content").GetString(), message.GetProperty("reasoning_content").GetString()));
        Assert.Equal((20, 8), (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32()));
        Assert.Equal((12, 7), (usage.GetProperty("completion_tokens").GetInt32(), usage.GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32()));
    }

    [Theory]
    [InlineData("你好|世界")]
    [InlineData("你|你好|你好世|你好世界")]
    public async Task Can_StreamText_InPiecesOrWhole(string texts)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(DashScopeSamples.Stream(texts.Split('|'))));
        await using var router = await StartAsync(provider);

        var read = await ReadAsync(router);

        Assert.Equal("你好世界", read.Text);
        Assert.Equal(ChatFinishReason.Stop, read.Finish);
        Assert.Equal((9, texts.Split('|').Length), (read.Usage!.InputTokenCount, read.Usage.OutputTokenCount));
        var request = Assert.Single(provider.Requests);
        Assert.Equal("enable", request.Headers["X-DashScope-SSE"]);
        Assert.Contains("\"incremental_output\":true", request.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_StreamReasoning()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(
            DashScopeSamples.Event(DashScopeSamples.Part("", more: ""","reasoning_content":"让我" """)),
            DashScopeSamples.Event(DashScopeSamples.Part("", more: ""","reasoning_content":"想想" """)),
            DashScopeSamples.Event(DashScopeSamples.Part("四十二", "stop", 5))));
        await using var router = await StartAsync(provider);

        var text = await router.StreamAsync();
        var deltas = Deltas(text);

        Assert.Equal("让我想想", string.Concat(deltas.Select(delta => delta.TryGetProperty("reasoning_content", out var reasoning) ? reasoning.GetString() : "")));
        Assert.Equal("四十二", string.Concat(deltas.Select(delta => delta.TryGetProperty("content", out var content) ? content.GetString() : "")));
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Can_CallTools(bool stream)
    {
        string[] events =
        [
            DashScopeSamples.Part("", more: ""","tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"get_weather","arguments":""}}]"""),
            DashScopeSamples.Part("", more: ""","tool_calls":[{"index":0,"id":"","type":"function","function":{"arguments":"{\"city\":"}}]"""),
            DashScopeSamples.Part("", more: ""","tool_calls":[{"index":0,"id":"","type":"function","function":{"arguments":"\"北京\"}"}}]"""),
            DashScopeSamples.Part("", more: ""","tool_calls":[{"index":1,"id":"call_2","type":"function","function":{"name":"now","arguments":""}}]"""),
            DashScopeSamples.Part("", "tool_calls", 2),
        ];
        await using var provider = await ScriptedProvider.StartAsync(
            stream ? ScriptedProvider.Stream(events.Select(data => DashScopeSamples.Event(data))) : ScriptedProvider.Json(200, DashScopeSamples.ToolCall));
        await using var router = await StartAsync(provider);
        var calls = new SortedDictionary<int, (string Id, string Name, string Arguments)>();
        ChatFinishReason? finish = null;

        if (stream)
        {
            await foreach (var update in Client(router).CompleteChatStreamingAsync([new UserChatMessage("Weather?")], cancellationToken: Cancellation))
            {
                foreach (var call in update.ToolCallUpdates)
                {
                    var known = calls.GetValueOrDefault(call.Index, ("", "", ""));
                    calls[call.Index] = (known.Item1 + call.ToolCallId, known.Item2 + call.FunctionName, known.Item3 + Encoding.UTF8.GetString(call.FunctionArgumentsUpdate ?? BinaryData.FromString("")));
                }

                finish ??= update.FinishReason;
            }
        }
        else
        {
            ChatCompletion completion = await Client(router).CompleteChatAsync([new UserChatMessage("Weather?")], cancellationToken: Cancellation);
            foreach (var call in completion.ToolCalls)
            {
                calls.Add(calls.Count, (call.Id, call.FunctionName, call.FunctionArguments.ToString()));
            }

            finish = completion.FinishReason;
        }

        Assert.Equal(("call_1", "get_weather", """{"city":"北京"}"""), calls[0]);
        Assert.Equal(("call_2", "now", "{}"), calls[1]);
        Assert.Equal(ChatFinishReason.ToolCalls, finish);
    }

    [Fact]
    public async Task Refuses_AsTheProviderDoes_InsideAStreamToo()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(DashScopeSamples.Event(DashScopeSamples.Error("Throttling.RateQuota", "slow down"), "error", 429)));
        await using var router = await StartAsync(provider);

        using var early = await router.ChatAsync(Samples.Request("m", stream: true));
        provider.Script = ScriptedProvider.Stream(
            [DashScopeSamples.Event(DashScopeSamples.Part("你好")), DashScopeSamples.Event(DashScopeSamples.Error("Throttling.RateQuota", "slow down"), "error", 429, 7)]);
        var late = await router.StreamAsync();
        provider.Script = ScriptedProvider.Json(429, DashScopeSamples.Error("Throttling.RateQuota", "slow down"));
        var plain = await Assert.ThrowsAsync<ClientResultException>(() => Client(router).CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: Cancellation));

        Assert.Equal((429, 429), ((int)early.StatusCode, plain.Status));
        Assert.Contains("slow down", await early.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Contains("你好", late, StringComparison.Ordinal);
        Assert.Contains("slow down", late, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", late, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_Embed_AsTheSdkAsks()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(
            200, """{"output":{"embeddings":[{"embedding":[0.25,-2],"text_index":1},{"embedding":[1.5,0],"text_index":0}]},"usage":{"total_tokens":6},"request_id":"r"}"""));
        await using var router = await StartAsync(provider, "text-embedding-v4");

        OpenAI.Embeddings.OpenAIEmbeddingCollection vectors = await Sdk(router).GetEmbeddingClient("m").GenerateEmbeddingsAsync(
            ["a", "b"], new OpenAI.Embeddings.EmbeddingGenerationOptions { Dimensions = 2 }, Cancellation);

        Assert.Equal([1.5f, 0f], vectors[0].ToFloats().ToArray());
        Assert.Equal([0.25f, -2f], vectors[1].ToFloats().ToArray());
        Assert.Equal(6, vectors.Usage.TotalTokenCount);
        var request = Assert.Single(provider.Requests);
        Assert.Equal("/v1/services/embeddings/text-embedding/text-embedding", request.Path);
        Assert.Equal("""{"model":"text-embedding-v4","input":{"texts":["a","b"]},"parameters":{"dimension":2}}""", request.Text);
    }

    [Fact]
    public async Task CompatibleMode_JsonInTheMessage_IsRead()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(
            400, """{"error":{"message":"{\"error\":{\"message\":\"Range of input length should be [1, 6000]\",\"code\":\"invalid_parameter_error\"}}","type":"invalid_request_error","param":null,"code":null}}"""));
        await using var router = await RouterUnderTest.StartAsync(provider);

        using var answer = await router.ChatAsync(Samples.Request("m"));
        using var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("Range of input length", error.RootElement.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("{", error.RootElement.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static async Task<(string Text, ChatFinishReason? Finish, ChatTokenUsage? Usage)> ReadAsync(RouterUnderTest router)
    {
        var text = new StringBuilder();
        ChatFinishReason? finish = null;
        ChatTokenUsage? usage = null;
        await foreach (var update in Client(router).CompleteChatStreamingAsync([new UserChatMessage("Hi")], cancellationToken: Cancellation))
        {
            update.ContentUpdate.ToList().ForEach(part => text.Append(part.Text));
            finish ??= update.FinishReason;
            usage ??= update.Usage;
        }

        return (text.ToString(), finish, usage);
    }

    private static List<JsonElement> Deltas(string stream) =>
    [
        .. stream.Split("\n\n").Where(block => block.StartsWith("data: {", StringComparison.Ordinal))
            .SelectMany(block => JsonDocument.Parse(block["data: ".Length..]).RootElement.GetProperty("choices").EnumerateArray())
            .Select(choice => choice.GetProperty("delta")),
    ];

    private static Task<RouterUnderTest> StartAsync(ScriptedProvider provider, string model = "qwen-plus") => RouterUnderTest.StartAsync(
        $$"""
        { "providers": { "p": { "dialect": "dashscope", "baseUrl": "{{provider.BaseUrl}}", "keys": ["the-key"] } },
          "models": { "m": { "deployments": [ { "provider": "p", "model": "{{model}}" } ] } } }
        """);

    private static ChatClient Client(RouterUnderTest router) => Sdk(router).GetChatClient("m");

    private static OpenAIClient Sdk(RouterUnderTest router) => new(new ApiKeyCredential("any"), new OpenAIClientOptions
    {
        Endpoint = new Uri(router.Client.BaseAddress!, "/v1"),
        RetryPolicy = new ClientRetryPolicy(0),
        Transport = new HttpClientPipelineTransport(router.Client),
    });
}
