using System.Text.Json.Nodes;
using OpenAI.Chat;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Dialects.Anthropic;

/// <summary>JSON of a schema from models that have no structured outputs: a forced tool that the caller does not see.</summary>
public sealed class SchemaToolTests
{
    private const string Usage = "\"usage\":{\"input_tokens\":4,\"output_tokens\":2}";

    private const string Whole = $$$"""{"id":"msg_1","type":"message","role":"assistant","model":"up","content":[{"type":"tool_use","id":"toolu_1","name":"json_city","input":{"city":"北京"}}],"stop_reason":"tool_use","stop_sequence":null,{{{Usage}}}}""";

    private static readonly string[] Stream =
    [
        Event($$$"""{"type":"message_start","message":{"model":"up","id":"msg_1","type":"message","role":"assistant","content":[],{{{Usage}}}}}"""),
        Event("""{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_1","name":"json_city","input":{}}}"""),
        Event("""{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"city\":\"北"}}"""),
        Event("""{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"京\"}"}}"""),
        Event("""{"type":"content_block_stop","index":0}"""),
        Event("""{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":2}}"""),
        Event("""{"type":"message_stop"}"""),
    ];

    private static readonly ChatCompletionOptions Options = new()
    {
        ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("city", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}""")),
    };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Can_ReadTheToolsInputAsContent()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, Whole));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "anthropic"));

        ChatCompletion completion = await router.Sdk().GetChatClient("m").CompleteChatAsync([new UserChatMessage("Where?")], Options, Cancelled);

        Assert.Equal(("""{"city":"北京"}""", ChatFinishReason.Stop), (completion.Content[0].Text, completion.FinishReason));
        Assert.Empty(completion.ToolCalls);
        var sent = JsonNode.Parse(provider.Requests.Single().Text)!;
        Assert.Equal("""[{"name":"json_city","description":"Gives the answer. Its input is the whole answer.","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}]""", sent["tools"]!.ToJsonString());
        Assert.Equal("""{"type":"tool","name":"json_city"}""", sent["tool_choice"]!.ToJsonString());
    }

    [Fact]
    public async Task Can_ReadTheToolsInputAsAStream()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Stream));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "anthropic"));
        string text = "";
        ChatFinishReason? finish = null;

        await foreach (var update in router.Sdk().GetChatClient("m").CompleteChatStreamingAsync([new UserChatMessage("Where?")], Options, Cancelled))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            finish = update.FinishReason ?? finish;
            Assert.Empty(update.ToolCallUpdates);
        }

        Assert.Equal(("""{"city":"北京"}""", ChatFinishReason.Stop), (text, finish));
    }

    [Theory]
    [InlineData("claude-sonnet-4-5", "{\"type\":\"object\"}", "", "output_config")]
    [InlineData("claude-3-5-haiku-20241022", "{\"type\":\"object\"}", "", "tool")]
    [InlineData("claude-3-5-haiku-20241022", "{\"type\":\"array\"}", "", "words")]
    [InlineData("claude-3-7-sonnet-20250219", "{\"type\":\"object\"}", ",\"reasoning_effort\":\"low\"", "words")]
    [InlineData("glm-5.2", "{\"type\":\"object\"}", ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]", "any")]
    [InlineData("glm-5.2", "{\"type\":\"object\"}", ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":\"none\"", "tool")]
    public async Task Can_AskEachModelAsItTakesIt(string model, string schema, string more, string way)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, Whole));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "anthropic", model: model));

        using var answer = await router.ChatAsync($$$"""{"model":"m","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{"name":"city","schema":{{{schema}}}}}{{{more}}}}""");

        Assert.True(answer.IsSuccessStatusCode);
        var sent = JsonNode.Parse(provider.Requests.Single().Text)!;
        Assert.Equal(way == "output_config", sent["output_config"]?["format"] is not null);
        Assert.Equal(way is "tool" or "any" ? way : null, sent["tool_choice"]?["type"]?.GetValue<string>());
        Assert.Equal(way == "words", sent["system"]?.ToJsonString().Contains("JSON schema", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public async Task Can_BeginWithAnAssistant()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, Whole));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "anthropic"));

        using var answer = await router.ChatAsync("""{"model":"m","messages":[{"role":"assistant","content":"Hello"},{"role":"user","content":"x"}]}""");

        Assert.Equal(["user", "assistant", "user"], JsonNode.Parse(provider.Requests.Single().Text)!["messages"]!.AsArray().Select(message => message!["role"]!.GetValue<string>()));
    }

    private static string Event(string data) => $"event: {JsonNode.Parse(data)!["type"]}\ndata: {data}\n\n";
}
