using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using YYC3.Llm.Tests.Router.Messages;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Dialects.Anthropic;

/// <summary>OpenAI's official SDK reads what Anthropic answers, over real sockets.</summary>
public sealed class AnthropicSdkTests : IAsyncLifetime
{
    private ScriptedProvider native = null!;
    private ScriptedProvider other = null!;
    private RouterUnderTest router = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        native = await ScriptedProvider.StartAsync();
        other = await ScriptedProvider.StartAsync();
        router = await MessagesRouter.StartAsync(native, other);
    }

    public async ValueTask DisposeAsync()
    {
        await router.DisposeAsync();
        await native.DisposeAsync();
        await other.DisposeAsync();
    }

    [Fact]
    public async Task Sdk_PlainText_ReadsAll()
    {
        native.Script = ScriptedProvider.Json(200, AnthropicSamples.Text, ("request-id", "req_up"));

        var completion = (await Chat().CompleteChatAsync(["Hi"], cancellationToken: Cancellation)).Value;

        Assert.Equal("Hi 你好", completion.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        Assert.Equal((9, 2), (completion.Usage.InputTokenCount, completion.Usage.OutputTokenCount));
        var asked = native.Requests.Single();
        Assert.Equal("/v1/messages", asked.Path);
        Assert.Equal("secret-claude", asked.Headers["x-api-key"]);
        Assert.Equal("2023-06-01", asked.Headers["anthropic-version"]);
        Assert.Equal("application/json", asked.Headers["Content-Type"]);
    }

    [Fact]
    public async Task Sdk_PlainToolsAndReasoning_ReadsAll()
    {
        native.Script = ScriptedProvider.Json(200, AnthropicSamples.Tools);

        var completion = (await Chat().CompleteChatAsync([new UserChatMessage("Weather?")], Options(), Cancellation)).Value;

        Assert.Equal(ChatFinishReason.ToolCalls, completion.FinishReason);
        Assert.Equal([("toolu_1", "get_weather"), ("toolu_2", "now")], completion.ToolCalls.Select(call => (call.Id, call.FunctionName)));
        Assert.Equal("{\"city\":\"北京\"}", completion.ToolCalls[0].FunctionArguments.ToString());
        Assert.Equal((87, 20, 7), (completion.Usage.InputTokenCount, completion.Usage.OutputTokenCount, completion.Usage.InputTokenDetails.CachedTokenCount));
    }

    [Fact]
    public async Task Sdk_StreamedTextToolsAndReasoning_ReadsAll()
    {
        native.Script = ScriptedProvider.Stream(AnthropicSamples.ToolStream.Chunk(97).Select(piece => new string(piece)));
        var (text, names, arguments, finish) = ("", new List<string>(), "", (ChatFinishReason?)null);
        ChatTokenUsage? usage = null;

        await foreach (var update in Chat().CompleteChatStreamingAsync([new UserChatMessage("Weather?")], Options(), Cancellation))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            foreach (var call in update.ToolCallUpdates)
            {
                names.AddRange(call.FunctionName is { } name ? [name] : Array.Empty<string>());
                arguments += call.FunctionArgumentsUpdate?.ToString();
            }

            finish ??= update.FinishReason;
            usage ??= update.Usage;
        }

        Assert.Equal("I look.", text);
        Assert.Equal(["get_weather", "now"], names);
        Assert.Equal("{\"city\":\"北京\"}{}", arguments);
        Assert.Equal(ChatFinishReason.ToolCalls, finish);
        Assert.Equal((87, 20), (usage?.InputTokenCount, usage?.OutputTokenCount));
        Assert.True(JsonElement.Parse(native.Requests.Single().Text).GetProperty("stream").GetBoolean());
    }

    [Fact]
    public async Task Sdk_Errors_AreClientResults()
    {
        native.Script = ScriptedProvider.Json(429, AnthropicSamples.RateLimited, ("retry-after", "7"));

        var plain = await Assert.ThrowsAsync<ClientResultException>(async () => await Chat().CompleteChatAsync(["Hi"], cancellationToken: Cancellation));
        Assert.Equal(429, plain.Status);
        Assert.Contains("Too fast.", plain.Message, StringComparison.Ordinal);
        Assert.True(plain.GetRawResponse()!.Headers.TryGetValue("retry-after", out var wait));
        Assert.Equal("7", wait);
    }

    [Fact]
    public async Task Sdk_ErrorBeforeAnyContentOfAStream_IsAClientResult()
    {
        native.Script = ScriptedProvider.Stream(AnthropicSamples.Events("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"""));

        var streamed = await Assert.ThrowsAsync<ClientResultException>(async () =>
        {
            await foreach (var update in Chat().CompleteChatStreamingAsync([new UserChatMessage("Hi")], cancellationToken: Cancellation))
            {
                Assert.Fail($"Nothing was to come, but {update.FinishReason} did.");
            }
        });
        Assert.Equal(503, streamed.Status);
    }

    private ChatClient Chat()
    {
        var options = new OpenAIClientOptions { Endpoint = new Uri(router.Client.BaseAddress!, "/v1"), RetryPolicy = new ClientRetryPolicy(0) };
        options.AddPolicy(new InternalKeyPolicy(), PipelinePosition.PerCall);
        return new ChatClient("native", new ApiKeyCredential("any"), options);
    }

    private static ChatCompletionOptions Options() => new()
    {
        Tools = { ChatTool.CreateFunctionTool("get_weather", "Weather", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}""")), ChatTool.CreateFunctionTool("now") },
    };

    private sealed class InternalKeyPolicy : PipelinePolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Set("x-yyc3-internal", RouterUnderTest.Key);
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Set("x-yyc3-internal", RouterUnderTest.Key);
            return ProcessNextAsync(message, pipeline, currentIndex);
        }
    }
}
