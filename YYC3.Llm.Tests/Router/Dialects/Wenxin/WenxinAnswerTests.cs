using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Dialects.Wenxin;

/// <summary>What callers get of Baidu's answers, over real sockets.</summary>
public sealed class WenxinAnswerTests
{
    [Theory]
    [InlineData("\"is_truncated\":false", "\"is_truncated\":false", "stop", "normal")]
    [InlineData("\"is_truncated\":false", "\"is_truncated\":true", "length", "normal")]
    [InlineData("\"finish_reason\":\"normal\"", "\"finish_reason\":\"length\"", "length", null)]
    [InlineData("\"finish_reason\":\"normal\"", "\"finish_reason\":\"content_filter\",\"flag\":3,\"ban_round\":-1", "content_filter", null)]
    [InlineData("\"need_clear_history\":false", "\"need_clear_history\":true", "content_filter", "normal")]
    [InlineData(",\"finish_reason\":\"normal\"", "", "stop", null)]
    public async Task Can_AnswerPlain(string from, string to, string reason, string? native)
    {
        await using var provider = await ScriptedProvider.StartAsync(WenxinSamples.Behind(ScriptedProvider.Json(
            200, WenxinSamples.Completion.Replace(from, to, StringComparison.Ordinal), ("X-Ratelimit-Limit-Requests", "300"), ("X-Ratelimit-Remaining-Tokens", "299000"))));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "wenxin", "\"AK:SK\"", model: "ernie-4.0-8k"));

        using var answer = await router.ChatAsync(Samples.Request("m"));
        var json = await answer.JsonAsync();

        var choice = json.GetProperty("choices")[0];
        Assert.Equal(["id", "object", "created", "model", "choices", "usage"], json.Fields());
        Assert.Equal(("as-1j42wp3555", "chat.completion", 1712937294, "ernie-4.0-8k"), (json.Text("id"), json.Text("object"), json.GetProperty("created").GetInt64(), json.Text("model")));
        Assert.Equal("""{"role":"assistant","content":"你好"}""", choice.GetProperty("message").GetRawText());
        Assert.Equal(reason, choice.Text("finish_reason"));
        Assert.Equal(native, choice.TryGetProperty("native_finish_reason", out var own) ? own.GetString() : null);
        Assert.Equal("""{"prompt_tokens":1,"completion_tokens":8,"total_tokens":9,"prompt_tokens_details":{"cached_tokens":0}}""", json.GetProperty("usage").GetRawText());
        Assert.Equal("300", answer.Headers.GetValues("x-ratelimit-limit-requests").Single());
        Assert.Equal("299000", answer.Headers.GetValues("x-ratelimit-remaining-tokens").Single());
        if (to.Contains("ban_round", StringComparison.Ordinal))
        {
            Assert.Equal("""{"wenxin":{"need_clear_history":false,"flag":3,"ban_round":-1}}""", choice.GetProperty("extra_content").GetRawText());
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(17, false)]
    [InlineData(100_000, true)]
    public async Task Can_StreamAtAnySplit(int step, bool includeUsage)
    {
        await using var provider = await ScriptedProvider.StartAsync(WenxinSamples.Behind(ScriptedProvider.StreamBytes(Encoding.UTF8.GetBytes(string.Concat(WenxinSamples.Stream)).Chunk(step), null)));
        var seen = new SeenAttempts();
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "wenxin", "\"AK:SK\"", model: "ernie-4.0-8k"), services => services.AddSingleton<ICallObserver>(seen));

        using var answer = await router.ChatAsync(Samples.Request("m", stream: true).Replace("\"include_usage\":true", $"\"include_usage\":{(includeUsage ? "true" : "false")}", StringComparison.Ordinal));

        const string head = "data: {\"id\":\"as-g91d6f1yyv\",\"object\":\"chat.completion.chunk\",\"created\":1716124427,\"model\":\"ernie-4.0-8k\",\"choices\":[";
        Assert.Equal(
            head + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"你好，\"},\"finish_reason\":null}]}\n\n"
            + head + "{\"index\":0,\"delta\":{\"content\":\"\\u4e16界\"},\"finish_reason\":null}]}\n\n"
            + head + "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\",\"native_finish_reason\":\"normal\"}]}\n\n"
            + (includeUsage ? head + "],\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":38,\"total_tokens\":42,\"prompt_tokens_details\":{\"cached_tokens\":0}}}\n\n" : "")
            + ": yyc3 model=m deployment=p/ernie-4.0-8k attempts=1\n\n" + Samples.Done,
            await answer.TextAsync());
        var attempt = Assert.Single(seen.Attempts);
        Assert.Equal((4, 38), (attempt.Usage!.Value.Input, attempt.Usage.Value.Output));
        Assert.Equal("""{"prompt_tokens":4,"completion_tokens":38,"total_tokens":42}""", Encoding.UTF8.GetString(attempt.RawUsage!));
    }

    [Fact]
    public async Task Can_TellAtTheEndWhatEarlierEventsSaid()
    {
        await using var provider = await ScriptedProvider.StartAsync(WenxinSamples.Behind(ScriptedProvider.Stream(
            WenxinSamples.Event("你", 0, end: false, ""","flag":0,"search_info":{"search_results":[{"index":1,"url":"https://example.org"}]}"""),
            WenxinSamples.Event("", 0, end: false, ""","function_call":{"name":"f","arguments":"{}"}"""),
            WenxinSamples.Event("", 9, end: true))));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "wenxin", "\"AK:SK\""));

        var text = await router.StreamAsync();

        Assert.Contains(
            """{"index":0,"delta":{},"finish_reason":"tool_calls","native_finish_reason":"normal","extra_content":{"wenxin":{"need_clear_history":false,"flag":0,"search_info":{"search_results":[{"index":1,"url":"https://example.org"}]}}}}""",
            text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStreamThatBreaksOff_IsNotTakenForWholeNorForFree()
    {
        await using var provider = await ScriptedProvider.StartAsync(WenxinSamples.Behind(ScriptedProvider.Stream(WenxinSamples.Stream[0])));
        var seen = new SeenAttempts();
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "wenxin", "\"AK:SK\""), services => services.AddSingleton<ICallObserver>(seen));

        var text = await router.StreamAsync();

        Assert.Contains("provider_stream_broken", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        var attempt = Assert.Single(seen.Attempts);
        Assert.Null(attempt.Usage); // Its zero was not true yet.
        Assert.True(attempt.ContentBytes > 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Can_CallAFunction(bool stream)
    {
        await using var provider = await ScriptedProvider.StartAsync(WenxinSamples.Behind(stream
            ? ScriptedProvider.Stream("data: " + WenxinSamples.FunctionCall.Replace("\"is_truncated\"", "\"is_end\":true,\"is_truncated\"", StringComparison.Ordinal) + "\n\n")
            : ScriptedProvider.Json(200, WenxinSamples.FunctionCall)));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "wenxin", "\"AK:SK\""));

        using var answer = await router.ChatAsync(Samples.Request("m", stream));
        var text = await answer.TextAsync();

        using var first = JsonDocument.Parse(stream ? text["data: ".Length..text.IndexOf("\n\n", StringComparison.Ordinal)] : text);
        var message = first.RootElement.GetProperty("choices")[0].GetProperty(stream ? "delta" : "message");
        var call = message.GetProperty("tool_calls")[0];
        Assert.Equal("用户想知道天气", message.Text("reasoning_content"));
        Assert.StartsWith("call_", call.Text("id"), StringComparison.Ordinal);
        Assert.Equal("""{"name":"get_weather","arguments":"{\"city\":\"北京\"}"}""", call.GetProperty("function").GetRawText());
        Assert.Contains("\"finish_reason\":\"tool_calls\",\"native_finish_reason\":\"function_call\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(336501, HttpStatusCode.TooManyRequests)]
    [InlineData(17, HttpStatusCode.TooManyRequests)]
    [InlineData(336000, HttpStatusCode.BadGateway)]
    [InlineData(336003, HttpStatusCode.BadRequest)]
    [InlineData(336103, HttpStatusCode.BadRequest)]
    [InlineData(3, HttpStatusCode.NotFound)]
    public async Task Errors_UnderAGoodStatus_AreErrors(int code, HttpStatusCode status)
    {
        await using var provider = await ScriptedProvider.StartAsync(WenxinSamples.Behind(ScriptedProvider.Json(200, WenxinSamples.Error(code, "No such luck"))));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "wenxin", "\"AK:SK\""));

        using var plain = await router.ChatAsync(Samples.Request("m"));
        using var streamed = await router.ChatAsync(Samples.Request("m", stream: true)); // Baidu answers it with one JSON object.

        Assert.Contains("No such luck", await plain.ErrorAsync(status, code.ToString()), StringComparison.Ordinal);
        Assert.Contains("No such luck", await streamed.ErrorAsync(status, code.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnErrorInMidStream_EndsWithAnErrorEvent()
    {
        await using var provider = await ScriptedProvider.StartAsync(WenxinSamples.Behind(ScriptedProvider.Stream(WenxinSamples.Stream[0], "data: " + WenxinSamples.Error(336000, "internal") + "\n\n")));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "wenxin", "\"AK:SK\""));

        var text = await router.StreamAsync();

        Assert.Contains("\"code\":\"336000\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_Embed()
    {
        await using var provider = await ScriptedProvider.StartAsync(WenxinSamples.Behind(ScriptedProvider.Json(
            200, """{"id":"as-e","object":"embedding_list","created":1,"data":[{"object":"embedding","embedding":[0.5,-0.25],"index":0},{"object":"embedding","embedding":[1,0],"index":1}],"usage":{"prompt_tokens":5,"total_tokens":5}}""")));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "wenxin", "\"AK:SK\"", model: "bge-large-zh"));

        var embeddings = await router.Sdk().GetEmbeddingClient("m").GenerateEmbeddingsAsync(["你好", "b"], cancellationToken: TestContext.Current.CancellationToken);
        using var plain = await router.PostAsync("/v1/embeddings", """{"model":"m","input":"x","dimensions":2}"""u8.ToArray());
        using var tokens = await router.PostAsync("/v1/embeddings", """{"model":"m","input":[[1,2]]}"""u8.ToArray());

        Assert.Equal([0.5f, -0.25f], embeddings.Value[0].ToFloats().ToArray());
        Assert.Equal([1f, 0f], embeddings.Value[1].ToFloats().ToArray());
        Assert.Equal(5, embeddings.Value.Usage.InputTokenCount);
        Assert.EndsWith("/embeddings/bge_large_zh", provider.Requests.Last().Path, StringComparison.Ordinal);
        Assert.Equal(["""{"input":["你好","b"]}""", """{"input":["x"]}"""], provider.Requests.Where(request => !WenxinSamples.IsToken(request)).Select(request => request.Text));
        Assert.Equal(0.5, (await plain.JsonAsync()).GetProperty("data")[0].GetProperty("embedding")[0].GetDouble());
        Assert.Equal("dimensions dropped: wenxin does not accept it", plain.Warnings());
        await tokens.ErrorAsync(HttpStatusCode.BadRequest, "unsupported_value", "input");
    }

    private sealed class SeenAttempts : ICallObserver
    {
        public List<Attempt> Attempts { get; } = [];

        public void Attempted(Call call, Attempt attempt) => Attempts.Add(attempt);

        public void Ended(Call call)
        {
            // Attempts are all that is looked at.
        }
    }
}
