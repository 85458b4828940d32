using System.Text.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Dialects.Zhipu;

/// <summary>What Zhipu is sent, over real sockets.</summary>
public sealed class ZhipuRequestTests
{
    private const string User = """ "messages":[{"role":"user","content":"Hi"}] """;

    public static TheoryData<string, string, string, string> Fields => new()
    {
        // model, the caller's fields, what Zhipu gets besides model and messages, warnings
        { "glm-4.6", "\"max_completion_tokens\":50", """{"max_tokens":50}""", "" },
        { "glm-4.6", "\"max_tokens\":9,\"max_completion_tokens\":50", """{"max_tokens":50}""", "" },
        { "glm-4.6", "\"temperature\":0,\"top_p\":0.5", """{"do_sample":false}""", "" },
        { "glm-4.6", "\"temperature\":0.7,\"top_p\":1", """{"temperature":0.7,"top_p":0.99}""", "top_p changed to 0.99: zhipu does not accept 1" },
        { "glm-4.6", "\"temperature\":1.5", """{"temperature":1}""", "temperature changed to 1: zhipu does not accept more" },
        { "glm-4.6", "\"frequency_penalty\":0,\"presence_penalty\":0.0,\"n\":1,\"logit_bias\":{},\"logprobs\":false", "{}", "" },
        { "glm-4.6", "\"frequency_penalty\":1,\"n\":2", "{}", "frequency_penalty dropped: zhipu does not accept it; n dropped: zhipu does not accept it" },
        { "glm-4.6", "\"logit_bias\":{\"1\":2},\"seed\":3,\"presence_penalty\":null", "{}", "logit_bias dropped: zhipu does not accept it; seed dropped: zhipu does not accept it" },
        { "glm-4.6", "\"stop\":\"x\"", """{"stop":["x"]}""", "" },
        { "glm-4.6", "\"stop\":[\"x\",\"y\"]", """{"stop":["x","y"]}""", "" },
        { "glm-4.6", "\"user\":\"user-0001\"", """{"user_id":"user-0001"}""", "" },
        { "glm-4.6", "\"user\":\"u\"", "{}", "user dropped: zhipu accepts 6 to 128 characters" },
        { "glm-4.6", "\"request_id\":\"r-000001\",\"do_sample\":true", """{"request_id":"r-000001","do_sample":true}""", "" },
        { "glm-4.6", "\"reasoning_effort\":\"high\"", """{"thinking":{"type":"enabled"}}""", "reasoning_effort sent as thinking enabled: this model knows no degrees" },
        { "glm-4.6", "\"reasoning_effort\":\"none\"", """{"thinking":{"type":"disabled"}}""", "" },
        { "glm-4.6", "\"reasoning_effort\":\"minimal\"", """{"thinking":{"type":"disabled"}}""", "reasoning_effort sent as thinking disabled: this model knows no degrees" },
        { "glm-4.6", "\"reasoning_effort\":\"low\",\"thinking\":{\"type\":\"disabled\"}", """{"thinking":{"type":"disabled"}}""", "" },
        { "glm-4-plus", "\"reasoning_effort\":\"low\"", "{}", "reasoning_effort dropped: this model's thinking cannot be set" },
        { "glm-5.3", "\"reasoning_effort\":\"high\"", """{"reasoning_effort":"high"}""", "" },
        { "glm-5.3-flash", "\"reasoning_effort\":\"xhigh\"", """{"reasoning_effort":"max"}""", "reasoning_effort changed to max: this model accepts low, high and max" },
        { "glm-5.3", "\"reasoning_effort\":\"none\"", """{"reasoning_effort":"low"}""", "reasoning_effort changed to low: this model accepts low, high and max" },
        { "glm-4.6", "\"response_format\":{\"type\":\"json_object\"}", """{"response_format":{"type":"json_object"}}""", "" },
        { "glm-4.6", "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":\"none\"", "{}", "tool_choice none sent by leaving tools out: zhipu accepts auto only" },
        { "glm-4.6", "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":\"auto\"", """{"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"auto"}""", "" },
        { "glm-4.6", "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":true}}],\"tool_choice\":\"required\"", """{"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"auto"}""", "tool_choice changed to auto: zhipu accepts nothing else; tools.function.strict dropped: zhipu does not accept it" },
        { "glm-4.7", "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":false}}]", """{"tools":[{"type":"function","function":{"name":"f"}}]}""", "" },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task Can_SendWhatZhipuTakes(string model, string fields, string sent, string warnings)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, ZhipuSamples.Completion));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "zhipu", model: model));

        using var answer = await router.ChatAsync($"{{\"model\":\"m\",{User},{fields}}}");

        Assert.Equal(ZhipuSamples.Completion, await answer.TextAsync());
        var request = Assert.Single(provider.Requests);
        var (name, others) = Split(request.Text);
        Assert.Equal(model, name);
        Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(sent)), others);
        Assert.Equal(warnings, answer.Warnings());
        Assert.Equal("Bearer the-id.the-secret", request.Headers["Authorization"]);
        Assert.Equal("/v1/chat/completions", request.Path);
    }

    [Theory]
    [InlineData("glm-4.7-flash", true)]
    [InlineData("glm-5", true)]
    [InlineData("glm-5-turbo", true)]
    [InlineData("GLM-5.2", true)]
    [InlineData("glm-4.6", false)]
    [InlineData("glm-4-plus", false)]
    [InlineData("glm-5.3", false)]
    public async Task Can_AskForToolArgumentsInPieces(string model, bool asks)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(ZhipuSamples.Stream));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "zhipu", model: model));

        using var answer = await router.ChatAsync($"{{\"model\":\"m\",{User},\"stream\":true,\"stream_options\":{{\"include_usage\":true}},\"tools\":[{{\"type\":\"function\",\"function\":{{\"name\":\"f\"}}}}]}}");

        var sent = Assert.Single(provider.Requests).Text;
        Assert.Equal(asks, sent.Contains("\"tool_stream\":true", StringComparison.Ordinal));
        Assert.DoesNotContain("stream_options", sent, StringComparison.Ordinal);
        Assert.Equal("", answer.Warnings());
    }

    [Fact]
    public async Task Can_RewriteMessages()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, ZhipuSamples.Completion));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "zhipu"));

        using var answer = await router.ChatAsync("""
            {"model":"m","messages":[
              {"role":"developer","content":"Be brief \u00e9","name":"ops"},
              { "role" : "user", "content":"developer" },
              {"role":"user","content":[{"type":"text","text":"What is this? data:","cache_control":{"type":"ephemeral"}},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo=","detail":"low"}},{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]},
              {"role":"assistant","content":null,"reasoning_content":"hm","reasoning_details":[{"type":"reasoning.text"}],"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{}}}]},
              {"role":"tool","tool_call_id":"c","content":"42"}]}
            """);

        using var sent = JsonDocument.Parse(Assert.Single(provider.Requests).Text);
        Assert.Equal(
            [
                """{"role":"system","content":"Be brief \u00e9"}""",
                """{ "role" : "user", "content":"developer" }""",
                """{"role":"user","content":[{"type":"text","text":"What is this? data:"},{"type":"image_url","image_url":{"url":"iVBORw0KGgo=","detail":"low"}},{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]}""",
                """{"role":"assistant","content":null,"reasoning_content":"hm","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}""",
                """{"role":"tool","tool_call_id":"c","content":"42"}""",
            ],
            sent.RootElement.GetProperty("messages").EnumerateArray().Select(message => message.GetRawText()));
        Assert.Equal("messages.name dropped: zhipu does not accept it", answer.Warnings());
    }

    [Theory]
    [InlineData("""{"role":"user","content":"Hi"}""", 2, "Answer with one JSON object")]
    [InlineData("""{"role":"system","content":"Be brief"},{"role":"user","content":"Hi"}""", 2, "Be brief\n\nAnswer with one JSON object")]
    [InlineData("""{"role":"developer","content":"Be brief"},{"role":"user","content":"Hi"}""", 2, "Be brief\n\nAnswer with one JSON object")]
    public async Task Can_PutASchemaIntoTheInstructions(string messages, int count, string begins)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, ZhipuSamples.Completion));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "zhipu"));

        using var answer = await router.ChatAsync("{\"model\":\"m\",\"messages\":[" + messages + """],"response_format":{"type":"json_schema","json_schema":{"name":"w","description":"The weather.","schema":{"type":"object","required":["t"]}}}}""");

        using var sent = JsonDocument.Parse(Assert.Single(provider.Requests).Text);
        var first = sent.RootElement.GetProperty("messages")[0];
        Assert.Equal(count, sent.RootElement.GetProperty("messages").GetArrayLength());
        Assert.Equal("system", first.Text("role"));
        Assert.StartsWith(begins, first.Text("content"), StringComparison.Ordinal);
        Assert.Contains("The weather.", first.Text("content"), StringComparison.Ordinal);
        Assert.EndsWith("""{"type":"object","required":["t"]}""", first.Text("content"), StringComparison.Ordinal);
        Assert.Equal("json_object", sent.RootElement.GetProperty("response_format").Text("type"));
        Assert.Contains("response_format", answer.Warnings(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_EmbedThroughIt()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(
            200, """{"model":"embedding-3","data":[{"embedding":[0.5,-0.25],"index":0,"object":"embedding"}],"object":"list","usage":{"completion_tokens":0,"prompt_tokens":5,"total_tokens":5}}"""));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "zhipu", model: "embedding-3"));

        var embedding = await router.Sdk().GetEmbeddingClient("m").GenerateEmbeddingAsync("Hi", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([0.5f, -0.25f], embedding.Value.ToFloats().ToArray());
        Assert.DoesNotContain("encoding_format", Assert.Single(provider.Requests).Text, StringComparison.Ordinal);
    }

    private static (string Model, string Others) Split(string sent)
    {
        using var document = JsonDocument.Parse(sent);
        var others = document.RootElement.EnumerateObject().Where(field => field.Name is not ("model" or "messages")).ToDictionary(field => field.Name, field => field.Value);
        return (document.RootElement.Text("model"), JsonSerializer.Serialize(others));
    }
}
