using System.ClientModel;
using System.Text;
using Microsoft.AspNetCore.Http;
using OpenAI.Chat;
using YYC3.Llm.Tests.Router.Dialects.Azure;
using YYC3.Llm.Tests.Router.Dialects.Qianfan;
using YYC3.Llm.Tests.Router.Dialects.Wenxin;
using YYC3.Llm.Tests.Router.Dialects.Zhipu;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Dialects;

/// <summary>The official OpenAI .NET SDK reads our answers without a special case: dialect × {plain, stream} × {text, tool, reasoning, error}.</summary>
public sealed class OpenAiShapedSdkTests
{
    public static TheoryData<string> Dialects => ["zhipu", "qianfan", "azure", "wenxin"];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Can_ReadText(string dialect)
    {
        await using var provider = await ScriptedProvider.StartAsync(Behind(dialect, ScriptedProvider.Json(200, Plain(dialect))));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, dialect));

        ChatCompletion completion = await router.Sdk().GetChatClient("m").CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Contains("你好", completion.Content[0].Text, StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        Assert.True(completion.Usage.OutputTokenCount > 0);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Can_ReadStreamedText(string dialect)
    {
        await using var provider = await ScriptedProvider.StartAsync(Behind(dialect, ScriptedProvider.Stream(Streamed(dialect))));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, dialect));

        var read = await ReadAsync(router);

        Assert.Equal("你好世界", read.Text);
        Assert.Equal(ChatFinishReason.Stop, read.Finish);
        Assert.True(read.Usage!.OutputTokenCount > 0);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Can_ReadToolCallsAndAnswerThem(string dialect)
    {
        await using var provider = await ScriptedProvider.StartAsync(Behind(dialect, ScriptedProvider.Json(200, dialect == "wenxin" ? WenxinSamples.FunctionCall : ZhipuSamples.ToolCall)));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, dialect));
        var client = router.Sdk().GetChatClient("m");
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("get_weather") } };
        List<ChatMessage> messages = [new UserChatMessage("Weather?")];

        ChatCompletion asked = await client.CompleteChatAsync(messages, options, TestContext.Current.CancellationToken);
        messages.Add(new AssistantChatMessage(asked));
        messages.AddRange(asked.ToolCalls.Select(call => new ToolChatMessage(call.Id, "42 °C")));
        provider.Script = Behind(dialect, ScriptedProvider.Json(200, Plain(dialect)));
        ChatCompletion answer = await client.CompleteChatAsync(messages, options, TestContext.Current.CancellationToken);

        var call = Assert.Single(asked.ToolCalls);
        Assert.Equal(ChatFinishReason.ToolCalls, asked.FinishReason);
        Assert.Equal(("get_weather", """{"city":"北京"}"""), (call.FunctionName, call.FunctionArguments.ToString()));
        Assert.Contains("你好", answer.Content[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Can_ReadStreamedToolCalls(string dialect)
    {
        var stream = dialect == "wenxin"
            ? [WenxinSamples.Event("", 9, end: true, ""","function_call":{"name":"get_weather","thoughts":"","arguments":"{\"city\":\"北京\"}"}""")]
            : ZhipuSamples.Stream;
        await using var provider = await ScriptedProvider.StartAsync(Behind(dialect, ScriptedProvider.Stream(stream)));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, dialect));

        var read = await ReadAsync(router);

        Assert.Equal("get_weather", read.Tool);
        Assert.Equal("""{"city":"北京"}""", read.Arguments);
        Assert.Equal(ChatFinishReason.ToolCalls, read.Finish);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Can_ReadBesideReasoning(string dialect)
    {
        var reasoned = dialect == "wenxin" ? WenxinSamples.FunctionCall : ZhipuSamples.Completion;
        await using var provider = await ScriptedProvider.StartAsync(Behind(dialect, ScriptedProvider.Json(200, reasoned)));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, dialect));

        var completion = await router.Sdk().GetChatClient("m").CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: TestContext.Current.CancellationToken);

        Assert.NotNull(completion.Value.Id);
        Assert.Contains("\"reasoning_content\":\"用户", completion.GetRawResponse().Content.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Can_ReadErrors(string dialect)
    {
        await using var provider = await ScriptedProvider.StartAsync(Behind(dialect, dialect switch
        {
            "wenxin" => ScriptedProvider.Json(200, WenxinSamples.Error(336501, "slow down")),
            "zhipu" => ScriptedProvider.Json(429, ZhipuSamples.Error("1302", "slow down")),
            "qianfan" => ScriptedProvider.Json(429, """{"error":{"code":"rpm_rate_limit_exceeded","message":"slow down","type":"rate_limit_exceeded"},"id":"as-1"}"""),
            _ => ScriptedProvider.Json(429, """{"error":{"code":"429","message":"slow down"}}"""),
        }));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, dialect));

        var plain = await Assert.ThrowsAsync<ClientResultException>(() => router.Sdk().GetChatClient("m").CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: TestContext.Current.CancellationToken));
        var streamed = await Assert.ThrowsAsync<ClientResultException>(() => ReadAsync(router));

        Assert.Equal((429, 429), (plain.Status, streamed.Status));
        Assert.Contains("slow down", plain.Message, StringComparison.Ordinal);
        Assert.Contains("slow down", streamed.Message, StringComparison.Ordinal);
    }

    private static RequestDelegate Behind(string dialect, RequestDelegate script) => dialect == "wenxin" ? WenxinSamples.Behind(script) : script;

    private static string Plain(string dialect) => dialect switch
    {
        "zhipu" => ZhipuSamples.Completion,
        "qianfan" => QianfanDialectTests.Completion,
        "wenxin" => WenxinSamples.Completion,
        _ => Samples.Completion,
    };

    private static IEnumerable<string> Streamed(string dialect) => dialect switch
    {
        "zhipu" =>
        [
            ZhipuSamples.Stream[0], ZhipuSamples.Event("""{"index":0,"delta":{"role":"assistant","content":"你好"}}"""), ZhipuSamples.Event("""{"index":0,"delta":{"role":"assistant","content":"世界"}}"""),
            ZhipuSamples.Event("""{"index":0,"finish_reason":"stop","delta":{"role":"assistant","content":""}}""", ""","usage":{"prompt_tokens":171,"completion_tokens":33,"total_tokens":204}"""), Samples.Done,
        ],
        "qianfan" => [QianfanDialectTests.Stream[0], QianfanDialectTests.Stream[0].Replace("你好", "世界", StringComparison.Ordinal), .. QianfanDialectTests.Stream[1..]],
        "wenxin" => [WenxinSamples.Event("你好", 0, end: false), WenxinSamples.Event("世界", 0, end: false), WenxinSamples.Event("", 9, end: true)],
        _ => [AzureDialectTests.PromptFilter, Samples.Role, Samples.Text("你好"), Samples.Text("世界"), Samples.Finish, Samples.Usage, Samples.Done],
    };

    private static async Task<Streaming> ReadAsync(RouterUnderTest router)
    {
        StringBuilder text = new(), arguments = new();
        var read = new Streaming("", null, "", null, null);
        await foreach (var update in router.Sdk().GetChatClient("m").CompleteChatStreamingAsync([new UserChatMessage("Hi")], cancellationToken: TestContext.Current.CancellationToken))
        {
            text.Append(string.Concat(update.ContentUpdate.Select(part => part.Text)));
            foreach (var call in update.ToolCallUpdates)
            {
                read = call.FunctionName is { Length: > 0 } name ? read with { Tool = name } : read;
                arguments.Append(call.FunctionArgumentsUpdate);
            }

            read = read with { Finish = update.FinishReason ?? read.Finish, Usage = update.Usage ?? read.Usage };
        }

        return read with { Text = text.ToString(), Arguments = arguments.ToString() };
    }

    private sealed record Streaming(string Text, string? Tool, string Arguments, ChatFinishReason? Finish, ChatTokenUsage? Usage);
}
