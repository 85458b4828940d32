using System.ClientModel;
using System.Text;
using System.Text.Json;
using OpenAI.Chat;
using OpenAI.Embeddings;
using YYC3.Llm.Tests.Router.Dialects.Gemini;
using YYC3.Llm.Tests.Router.Dialects.Ollama;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Dialects;

/// <summary>The official OpenAI .NET SDK reads our answers without a special case, over real sockets: dialect × {plain, stream} × {text, tool, reasoning, error}, and embeddings.</summary>
public sealed class TranslatedSdkTests
{
    public static TheoryData<string> Dialects => ["gemini", "ollama"];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Can_ReadText(string dialect)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, dialect == "gemini" ? GeminiSamples.Completion : OllamaSamples.Completion));
        await using var router = await StartAsync(provider, dialect);

        ChatCompletion completion = await router.Sdk().GetChatClient("m").CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("你好", completion.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        Assert.Equal((9, 2), (completion.Usage.InputTokenCount, completion.Usage.OutputTokenCount));
        var asked = Assert.Single(provider.Requests);
        Assert.Equal(dialect == "gemini" ? "/v1/models/up:generateContent" : "/api/chat", asked.Path);
        Assert.Equal(dialect == "gemini" ? "the-key" : "Bearer the-key", asked.Headers[dialect == "gemini" ? "x-goog-api-key" : "Authorization"]);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Can_ReadStreamedText(string dialect)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(dialect == "gemini"
            ? [GeminiSamples.Event(GeminiSamples.Text("你好")), GeminiSamples.Event(GeminiSamples.Text("世界")), GeminiSamples.Event(GeminiSamples.Text("", "STOP", ",\"thoughtSignature\":\"c2ln\""))]
            : [OllamaSamples.Line("\"content\":\"你好\"") + "\n", OllamaSamples.Line("\"content\":\"世界\"") + "\n", OllamaSamples.Line("\"content\":\"\"", OllamaSamples.Counts)]));
        await using var router = await StartAsync(provider, dialect);

        var read = await ReadAsync(router);

        Assert.Equal("你好世界", read.Text);
        Assert.Equal(ChatFinishReason.Stop, read.Finish);
        Assert.Equal(2, read.Usage!.OutputTokenCount);
        Assert.Equal(dialect == "gemini" ? ("/v1/models/up:streamGenerateContent", "?alt=sse") : ("/api/chat", ""), provider.Requests.Select(asked => (asked.Path, asked.Query)).Single());
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Can_ReadToolCallsAndAnswerThem(string dialect)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, dialect == "gemini" ? GeminiSamples.ToolCall : OllamaSamples.ToolCall));
        await using var router = await StartAsync(provider, dialect);
        var client = router.Sdk().GetChatClient("m");
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("get_weather") } };
        List<ChatMessage> messages = [new UserChatMessage("Weather?")];

        ChatCompletion asked = await client.CompleteChatAsync(messages, options, TestContext.Current.CancellationToken);
        messages.Add(new AssistantChatMessage(asked));
        messages.AddRange(asked.ToolCalls.Select(call => new ToolChatMessage(call.Id, "42 °C")));
        provider.Script = ScriptedProvider.Json(200, dialect == "gemini" ? GeminiSamples.Completion : OllamaSamples.Completion);
        ChatCompletion answer = await client.CompleteChatAsync(messages, options, TestContext.Current.CancellationToken);

        var call = Assert.Single(asked.ToolCalls);
        Assert.Equal(ChatFinishReason.ToolCalls, asked.FinishReason);
        Assert.Equal(("get_weather", """{"city":"北京"}"""), (call.FunctionName, call.FunctionArguments.ToString()));
        Assert.Equal("你好", answer.Content[0].Text);
        Assert.Contains("42 °C", provider.Requests.Last().Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Can_ReadStreamedToolCalls(string dialect)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(dialect == "gemini" ? GeminiSamples.Event(GeminiSamples.ToolCall) : OllamaSamples.ToolCall + "\r\n"));
        await using var router = await StartAsync(provider, dialect);

        var read = await ReadAsync(router);

        Assert.Equal(("get_weather", """{"city":"北京"}"""), (read.Tool, read.Arguments));
        Assert.Equal(ChatFinishReason.ToolCalls, read.Finish);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Can_ReadBesideReasoning(string dialect)
    {
        var thinking = dialect == "gemini" ? GeminiSamples.Thinking : OllamaSamples.Thinking;
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, thinking));
        await using var router = await StartAsync(provider, dialect);

        var completion = await router.Sdk().GetChatClient("m").CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: TestContext.Current.CancellationToken);
        provider.Script = ScriptedProvider.Stream(dialect == "gemini" ? GeminiSamples.Event(thinking) : thinking + "\n");
        var streamed = await router.StreamAsync();

        Assert.Equal("你好", completion.Value.Content[0].Text);
        Assert.Contains("\"reasoning_content\":\"用户说\"", completion.GetRawResponse().Content.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"reasoning_content\":\"用户说\"", streamed, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", streamed, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Can_ReadErrors(string dialect)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(429, dialect == "gemini" ? GeminiSamples.RateLimit : """{"error":"slow down"}"""));
        await using var router = await StartAsync(provider, dialect);

        var plain = await Assert.ThrowsAsync<ClientResultException>(() => router.Sdk().GetChatClient("m").CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: TestContext.Current.CancellationToken));
        var streamed = await Assert.ThrowsAsync<ClientResultException>(() => ReadAsync(router));

        Assert.Equal((429, 429), (plain.Status, streamed.Status));
        Assert.Contains("slow down", plain.Message, StringComparison.Ordinal);
        Assert.Contains("slow down", streamed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task ErrorAfterContent_EndsTheStreamWithAnError(string dialect)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(dialect == "gemini"
            ? [GeminiSamples.Event(GeminiSamples.Text("x")), GeminiSamples.Event("""{"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}""")]
            : [OllamaSamples.Line("\"content\":\"x\"") + "\n", "{\"error\":\"overloaded\"}\n"]));
        await using var router = await StartAsync(provider, dialect);

        var streamed = await router.StreamAsync();

        Assert.Contains("\"content\":\"x\"", streamed, StringComparison.Ordinal);
        Assert.Contains("overloaded", streamed, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", streamed, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Can_ReadEmbeddings(string dialect)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, dialect == "gemini"
            ? """{"embeddings":[{"values":[0.5,-0.25]},{"values":[1,2]}]}"""
            : """{"model":"up","embeddings":[[0.5,-0.25],[1,2]],"prompt_eval_count":4}"""));
        await using var router = await StartAsync(provider, dialect);

        OpenAIEmbeddingCollection read = await router.Sdk().GetEmbeddingClient("m").GenerateEmbeddingsAsync(
            ["你好", "world"], new EmbeddingGenerationOptions { Dimensions = 2 }, TestContext.Current.CancellationToken);

        Assert.Equal([0.5f, -0.25f], read[0].ToFloats().ToArray());
        Assert.Equal([1f, 2f], read[1].ToFloats().ToArray());
        using var sent = JsonDocument.Parse(Assert.Single(provider.Requests).Body);
        Assert.Equal(2, dialect == "gemini"
            ? sent.RootElement.GetProperty("requests")[1].GetProperty("outputDimensionality").GetInt32()
            : sent.RootElement.GetProperty("dimensions").GetInt32());
    }

    private static Task<RouterUnderTest> StartAsync(ScriptedProvider provider, string dialect) => RouterUnderTest.StartAsync(OneProvider.Models(provider, dialect, "\"the-key\""));

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
