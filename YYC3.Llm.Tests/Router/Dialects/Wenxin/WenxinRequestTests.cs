using System.Net;
using System.Text.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Dialects.Wenxin;

/// <summary>What Baidu's first API is sent, over real sockets.</summary>
public sealed class WenxinRequestTests
{
    private const string Turned = "messages got a turn more: wenxin wants user and assistant by turns";

    public static TheoryData<string, string, string> Messages => new()
    {
        {
            """{"role":"system","content":"Be brief"},{"role":"developer","content":"Be kind"},{"role":"user","content":"Hi"}""",
            """{"system":"Be brief\n\nBe kind","messages":[{"role":"user","content":"Hi"}]}""", ""
        },
        {
            """{"role":"user","content":"a"},{"role":"user","content":[{"type":"text","text":"b"},{"type":"text","text":"c"}]},{"role":"assistant","content":"d"},{"role":"assistant","content":"e"},{"role":"user","content":"f"}""",
            """{"messages":[{"role":"user","content":"a\n\nb\nc"},{"role":"assistant","content":"d\n\ne"},{"role":"user","content":"f"}]}""", ""
        },
        {
            """{"role":"assistant","content":"Hello"},{"role":"user","content":"Hi"}""",
            """{"messages":[{"role":"user","content":"."},{"role":"assistant","content":"Hello"},{"role":"user","content":"Hi"}]}""", Turned
        },
        {
            """{"role":"user","content":"Hi"},{"role":"assistant","content":"I am"}""",
            """{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"I am"},{"role":"user","content":"Continue."}]}""",
            "messages ended with the assistant and got a user's Continue: wenxin does not complete a begun answer"
        },
        { """{"role":"system","content":"Say hi"}""", """{"messages":[{"role":"user","content":"Say hi"}]}""", "" },
        {
            """{"role":"user","content":"Weather?"},{"role":"assistant","content":"Let me see","reasoning_content":"x","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"c2","type":"function","function":{"name":"g","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c2","content":"two"},{"role":"tool","tool_call_id":"c1","content":"one"}""",
            """{"messages":[{"role":"user","content":"Weather?"},{"role":"assistant","content":"Let me see","function_call":{"name":"g","arguments":"{}"}},{"role":"function","name":"g","content":"two"},{"role":"assistant","content":"","function_call":{"name":"f","arguments":"{\"a\":1}"}},{"role":"function","name":"f","content":"one"}]}""", ""
        },
        {
            """{"role":"user","content":"Weather?"},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"one"},{"role":"user","content":"And?"}""",
            """{"messages":[{"role":"user","content":"Weather?"},{"role":"assistant","content":"","function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"one"},{"role":"assistant","content":"."},{"role":"user","content":"And?"}]}""", Turned
        },
        {
            """{"role":"user","content":"Weather?"},{"role":"assistant","content":"","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"user","content":"Never mind"}""",
            """{"messages":[{"role":"user","content":"Weather?"},{"role":"assistant","content":"","function_call":{"name":"f","arguments":"{}"}},{"role":"user","content":"Never mind"}]}""", ""
        },
        {
            """{"role":"tool","tool_call_id":"gone","content":"one"}""",
            """{"messages":[{"role":"user","content":"."},{"role":"assistant","content":"."},{"role":"function","name":"tool","content":"one"}]}""", Turned
        },
    };

    public static TheoryData<string, string, string> Fields => new()
    {
        { "\"temperature\":0", """{"temperature":0.01}""", "temperature changed to 0.01: wenxin accepts more than 0 and at most 1" },
        { "\"temperature\":2,\"top_p\":0.5", """{"temperature":1,"top_p":0.5}""", "temperature changed to 1: wenxin accepts more than 0 and at most 1" },
        { "\"temperature\":0.5", """{"temperature":0.5}""", "" },
        { "\"frequency_penalty\":1,\"presence_penalty\":0.5", """{"penalty_score":1.5}""", "frequency_penalty and presence_penalty sent as penalty_score 1.5: wenxin has one penalty" },
        { "\"presence_penalty\":-1", "{}", "frequency_penalty and presence_penalty dropped: wenxin does not accept less than 0" },
        { "\"frequency_penalty\":0,\"penalty_score\":1.2", """{"penalty_score":1.2}""", "" },
        { "\"max_tokens\":1", """{"max_output_tokens":2}""", "" },
        { "\"max_tokens\":5,\"max_completion_tokens\":100", """{"max_output_tokens":100}""", "" },
        { "\"stop\":\"x\"", """{"stop":["x"]}""", "" },
        { "\"stop\":[\"x\",\"y\"]", """{"stop":["x","y"]}""", "" },
        { "\"user\":\"u\",\"disable_search\":true,\"enable_citation\":false", """{"user_id":"u","disable_search":true,"enable_citation":false}""", "" },
        { "\"response_format\":{\"type\":\"json_object\"}", """{"response_format":"json_object"}""", "" },
        { "\"response_format\":{\"type\":\"text\"}", """{"response_format":"text"}""", "" },
        { "\"n\":1,\"logprobs\":false,\"parallel_tool_calls\":false,\"seed\":null", "{}", "" },
        { "\"n\":2,\"seed\":1,\"logit_bias\":{}", "{}", "n dropped: wenxin does not accept it; seed dropped: wenxin does not accept it; logit_bias dropped: wenxin does not accept it" },
        {
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":true}},{\"type\":\"function\",\"function\":{\"name\":\"g\",\"description\":\"d\",\"parameters\":{\"type\":\"object\"}}}],\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"g\"}}",
            """{"functions":[{"name":"f","description":"f","parameters":{"type":"object","properties":{}}},{"name":"g","description":"d","parameters":{"type":"object"}}],"tool_choice":{"type":"function","function":{"name":"g"}}}""", ""
        },
        { "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":\"none\"", "{}", "" },
        {
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":\"required\"",
            """{"functions":[{"name":"f","description":"f","parameters":{"type":"object","properties":{}}}]}""", "tool_choice changed to auto: wenxin accepts auto or one function"
        },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task Can_BringMessagesIntoBaidusOrder(string messages, string sent, string warnings) =>
        await AssertSentAsync($"{{\"model\":\"m\",\"messages\":[{messages}]}}", sent, warnings);

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task Can_SendWhatBaiduTakes(string fields, string sent, string warnings) =>
        await AssertSentAsync($"{{\"model\":\"m\",\"messages\":[{{\"role\":\"user\",\"content\":\"Hi\"}}],{fields}}}", sent, warnings, "messages");

    [Fact]
    public async Task Can_PutASchemaIntoTheInstructions()
    {
        await using var provider = await ScriptedProvider.StartAsync(WenxinSamples.Behind(ScriptedProvider.Json(200, WenxinSamples.Completion)));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "wenxin", "\"AK:SK\""));

        using var answer = await router.ChatAsync("""{"model":"m","messages":[{"role":"user","content":"Hi"}],"response_format":{"type":"json_schema","json_schema":{"name":"w","schema":{"type":"object"}}}}""");

        using var sent = JsonDocument.Parse(provider.Requests.Last().Text);
        Assert.Equal("json_object", sent.RootElement.Text("response_format"));
        Assert.EndsWith("""{"type":"object"}""", sent.RootElement.Text("system"), StringComparison.Ordinal);
        Assert.Contains("response_format", answer.Warnings(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ernie-4.0-8k", "completions_pro")]
    [InlineData("ERNIE-3.5-8K", "completions")]
    [InlineData("ernie-bot-turbo", "eb-instant")]
    [InlineData("ernie-speed-8k", "ernie_speed")]
    [InlineData("ernie-speed-128k", "ernie-speed-128k")]
    [InlineData("my_own/model", "my_own%2Fmodel")]
    public async Task Can_FindAModelsAddress(string model, string suffix)
    {
        await using var provider = await ScriptedProvider.StartAsync(WenxinSamples.Behind(ScriptedProvider.Json(200, WenxinSamples.Completion)));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "wenxin", "\"AK:S:K\"", model: model));

        using var answer = await router.ChatAsync(Samples.Request("m"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            [
                "/v1/oauth/2.0/token?grant_type=client_credentials&client_id=AK&client_secret=S%3AK",
                $"/v1/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/{suffix}?access_token=24.t",
            ],
            provider.Requests.Select(request => request.Path + request.Query));
        Assert.False(provider.Requests.Last().Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Refuses_ImagesAndMovesOnToWhoSees()
    {
        await using var provider = await ScriptedProvider.StartAsync(WenxinSamples.Behind(ScriptedProvider.Json(200, WenxinSamples.Completion)));
        await using var other = await ScriptedProvider.StartAsync();
        const string request = """{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]}]}""";
        await using var alone = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "wenxin", "\"AK:SK\""));
        await using var both = await RouterUnderTest.StartAsync(RouterUnderTest.Models([provider, other]).Replace("\"p0\":{\"dialect\":\"openai\"", "\"p0\":{\"dialect\":\"wenxin\"", StringComparison.Ordinal));

        using var refused = await alone.ChatAsync(request);
        using var seen = await both.ChatAsync(request);

        Assert.Contains("image_url", await refused.ErrorAsync(HttpStatusCode.BadRequest, "unsupported_content", "messages[0].content"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
        Assert.Empty(provider.Requests);
    }

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":7}]}""", "invalid_type", "messages[0].content")]
    [InlineData("""{"model":"m","messages":[{"role":"poet","content":"x"}]}""", "invalid_value", "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"\ud800"}]}""", "invalid_value", "messages")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[7,{"function":7},{"function":{"name":7}}]},{"role":"user","content":"x"}],"tools":[7],"tool_choice":7,"stop":7,"temperature":"hot"}""", null, null)]
    public async Task BadInput_IsA400ThatNamesTheField(string request, string? code, string? param)
    {
        await using var provider = await ScriptedProvider.StartAsync(WenxinSamples.Behind(ScriptedProvider.Json(200, WenxinSamples.Completion)));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "wenxin", "\"AK:SK\""));

        using var answer = await router.ChatAsync(request);

        if (code is null)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode); // Baidu judges what is of a wrong type deeper down.
            return;
        }

        await answer.ErrorAsync(HttpStatusCode.BadRequest, code, param);
    }

    [Fact]
    public async Task Can_SetFieldsThatTheDeploymentDeclares()
    {
        await using var provider = await ScriptedProvider.StartAsync(WenxinSamples.Behind(ScriptedProvider.Json(200, WenxinSamples.Completion)));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "wenxin", "\"AK:SK\"", deployment: "\"body\":{\"disable_search\":true}"));

        using var answer = await router.ChatAsync("""{"model":"m","disable_search":false,"messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal("""{"messages":[{"role":"user","content":"Hi"}],"disable_search":true}""", provider.Requests.Last().Text);
    }

    private static async Task AssertSentAsync(string request, string sent, string warnings, string? without = null)
    {
        await using var provider = await ScriptedProvider.StartAsync(WenxinSamples.Behind(ScriptedProvider.Json(200, WenxinSamples.Completion)));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "wenxin", "\"AK:SK\""));

        using var answer = await router.ChatAsync(request);

        Assert.True(answer.IsSuccessStatusCode, await answer.TextAsync());
        using var document = JsonDocument.Parse(provider.Requests.Last().Text);
        var fields = document.RootElement.EnumerateObject().Where(field => field.Name != without).ToDictionary(field => field.Name, field => field.Value);
        Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(sent)), JsonSerializer.Serialize(fields));
        Assert.Equal(warnings, answer.Warnings());
    }
}
