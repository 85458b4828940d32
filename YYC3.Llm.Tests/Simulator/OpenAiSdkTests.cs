using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace YYC3.Llm.Tests.Simulator;

/// <summary>The official OpenAI .NET SDK takes the simulator for the real thing.</summary>
public class OpenAiSdkTests(SimulatorFixture simulator) : IClassFixture<SimulatorFixture>
{
    private OpenAIClientOptions Options => new() { Endpoint = new Uri(simulator.Url + "/v1"), RetryPolicy = new ClientRetryPolicy(0) };

    private ChatClient Chat(string model) => new(model, new ApiKeyCredential("any"), Options);

    [Fact]
    public async Task Can_chat()
    {
        var completion = await Chat("sim-echo").CompleteChatAsync([new UserChatMessage("账单可证 🙂")], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("账单可证 🙂", completion.Value.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, completion.Value.FinishReason);
        Assert.Equal(5, completion.Value.Usage.InputTokenCount);
    }

    [Theory]
    [InlineData("sim-echo")]
    [InlineData("sim-echo?split=1")]
    [InlineData("sim-echo?fault=crlf,comments,nospace")]
    public async Task Can_stream(string model)
    {
        var text = new StringBuilder();
        ChatTokenUsage? usage = null;
        await foreach (var update in Chat(model).CompleteChatStreamingAsync([new UserChatMessage("Streams do not break, 流不断。")], cancellationToken: TestContext.Current.CancellationToken))
        {
            text.Append(string.Concat(update.ContentUpdate.Select(part => part.Text)));
            usage ??= update.Usage;
        }

        Assert.Equal("Streams do not break, 流不断。", text.ToString());
        Assert.Equal(7, usage!.OutputTokenCount);
    }

    [Fact]
    public async Task Can_call_tools_and_answer_from_their_results()
    {
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("lookup"), ChatTool.CreateFunctionTool("add") } };
        List<ChatMessage> messages = [new UserChatMessage("hi")];

        ChatCompletion calls = await Chat("sim-tools?calls=2").CompleteChatAsync(messages, options, TestContext.Current.CancellationToken);
        messages.Add(new AssistantChatMessage(calls));
        messages.AddRange(calls.ToolCalls.Select(call => new ToolChatMessage(call.Id, "42 °C")));
        ChatCompletion answer = await Chat("sim-tools?calls=2").CompleteChatAsync(messages, options, TestContext.Current.CancellationToken);

        Assert.Equal(ChatFinishReason.ToolCalls, calls.FinishReason);
        Assert.Equal(["lookup", "add"], calls.ToolCalls.Select(call => call.FunctionName));
        Assert.Equal("42 °C", answer.Content[0].Text);
    }

    [Theory]
    [InlineData("sim-tools?calls=2")]
    [InlineData("sim-tools?calls=2&args=whole")]
    public async Task Can_stream_parallel_tool_calls(string model)
    {
        var arguments = new SortedDictionary<int, string>();
        var names = new List<string>();
        await foreach (var update in Chat(model).CompleteChatStreamingAsync([new UserChatMessage("hi")], cancellationToken: TestContext.Current.CancellationToken))
        {
            foreach (var call in update.ToolCallUpdates)
            {
                names.AddRange(call.FunctionName is { Length: > 0 } name ? [name] : []);
                arguments[call.Index] = arguments.GetValueOrDefault(call.Index, "") + call.FunctionArgumentsUpdate;
            }
        }

        Assert.Equal(["get_weather", "get_weather"], names);
        Assert.All(arguments.Values, json => Assert.Equal("""{"city":"北京","unit":"celsius"}""", json));
    }

    [Fact]
    public async Task Can_embed()
    {
        var client = new EmbeddingClient("e", new ApiKeyCredential("any"), Options);
        var embedding = await client.GenerateEmbeddingAsync("hello", new EmbeddingGenerationOptions { Dimensions = 32 }, TestContext.Current.CancellationToken);

        Assert.Equal(32, embedding.Value.ToFloats().Length);
    }

    [Fact]
    public async Task Can_list_models()
    {
        var models = await new OpenAIClient(new ApiKeyCredential("any"), Options).GetOpenAIModelClient().GetModelsAsync(TestContext.Current.CancellationToken);

        Assert.Contains(models.Value, model => model.Id == "sim-tools");
    }

    [Fact]
    public async Task Can_be_told_of_an_error()
    {
        var error = await Assert.ThrowsAsync<ClientResultException>(() => Chat("sim?status=429").CompleteChatAsync([new UserChatMessage("x")], cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(429, error.Status);
        Assert.Contains("Rate limit reached", error.Message, StringComparison.Ordinal);
    }
}
