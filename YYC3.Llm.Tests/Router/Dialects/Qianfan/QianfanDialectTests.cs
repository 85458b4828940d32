using System.Text.Json;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Dialects.Qianfan;

public sealed class QianfanDialectTests : OpenAiWireConformance
{
    public const string Completion =
        """{"id":"as-1xk2p9","object":"chat.completion","created":1785556800,"model":"ernie-4.0-turbo-8k","choices":[{"index":0,"message":{"role":"assistant","content":"你好","reasoning_content":"想"},"finish_reason":"stop","flag":0}],"usage":{"prompt_tokens":4,"completion_tokens":9,"total_tokens":13}}""";

    public static readonly string[] Stream =
    [
        "data: {\"id\":\"as-1xk2p9\",\"object\":\"chat.completion.chunk\",\"created\":1785556800,\"model\":\"ernie-4.0-turbo-8k\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"你好\"},\"flag\":0}]}\n\n",
        "data: {\"id\":\"as-1xk2p9\",\"object\":\"chat.completion.chunk\",\"created\":1785556800,\"model\":\"ernie-4.0-turbo-8k\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\",\"flag\":2,\"ban_round\":0}]}\n\n",
        "data: {\"id\":\"as-1xk2p9\",\"object\":\"chat.completion.chunk\",\"created\":1785556800,\"model\":\"ernie-4.0-turbo-8k\",\"choices\":[],\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":9,\"total_tokens\":13}}\n\n",
        "data: [DONE]\n\n",
    ];

    protected override string DialectName => DialectNames.Qianfan;

    protected override IEnumerable<(int Status, string Body, string Class)> Errors =>
    [
        .. base.Errors,
        (400, Error("malformed_json", "invalid_request_error"), "Caller"),
        (400, Error("invalid_messages", "invalid_request_error"), "Caller"),
        (400, Error("tokens_too_long", "invalid_request_error"), "ContextWindow"),
        (400, Error("characters_too_long", "invalid_request_error"), "ContextWindow"),
        (400, Error("invalid_model", "invalid_request_error"), "Model"),
        (401, Error("invalid_model", "invalid_request_error"), "Model"),
        (401, Error("invalid_iam_token", "invalid_request_error"), "Key"),
        (401, Error("invalid_appid", "invalid_request_error"), "Key"),
        (403, Error("system_unsafe", "invalid_request_error"), "Content"),
        (403, Error("user_unsafe", "invalid_request_error"), "Content"),
        (429, Error("rpm_rate_limit_exceeded", "rate_limit_exceeded"), "Key"),
        (429, Error("input_tpm_rate_limit_exceeded", "rate_limit_exceeded"), "Key"),
        (429, Error("output_tpm_rate_limit_exceeded", "rate_limit_exceeded"), "Key"),
        (429, Error("user_rate_limit_exceeded", "rate_limit_exceeded"), "Key"),
        (429, Error("cluster_rate_limit_exceeded", "rate_limit_exceeded"), "Provider"),
    ];

    [Fact]
    public async Task Can_SendTheAppIdBesideTheKey()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, Completion));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "qianfan", keys: "\"bce-v3/ALTAK-1/s|app-7\",\"bce-v3/ALTAK-2/s\""));

        for (var i = 0; i < 20; i++)
        {
            using var answer = await router.ChatAsync(Samples.Request("m"));
            Assert.Equal(Completion, await answer.TextAsync());
        }

        var sent = provider.Requests.Select(request => (request.Headers["Authorization"], request.Headers.GetValueOrDefault("appid"))).Distinct().Order().ToList();
        Assert.Equal([("Bearer bce-v3/ALTAK-1/s", "app-7"), ("Bearer bce-v3/ALTAK-2/s", null)], sent);
    }

    [Fact]
    public async Task Can_KeepTheFlagAndAskForUsage()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Stream));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "qianfan", "\"k\""));

        using var answer = await router.ChatAsync("""{"model":"m","stream":true,"web_search":{"enable":true},"messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(Stream[0] + Stream[1] + ": yyc3 model=m deployment=p/up attempts=1\n\n" + Samples.Done, await answer.TextAsync());
        Assert.Equal(
            """{"stream_options":{"include_usage":true},"model":"up","stream":true,"web_search":{"enable":true},"messages":[{"role":"user","content":"Hi"}]}""", Assert.Single(provider.Requests).Text);
    }

    [Fact]
    public async Task Can_LeaveOutWhatItDoesNotKnow()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, Completion));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "qianfan", "\"k\""));

        using var answer = await router.ChatAsync(
            """{"model":"m","messages":[{"role":"developer","content":"Be brief"},{"role":"assistant","content":"x","reasoning_content":"y"},{"role":"user","content":[{"type":"text","text":"Hi","cache_control":{}}]}],"tools":[{"type":"function","function":{"name":"f"},"cache_control":{}}]}""");

        Assert.Equal(
            """{"model":"up","messages":[{"role":"system","content":"Be brief"},{"role":"assistant","content":"x"},{"role":"user","content":[{"type":"text","text":"Hi"}]}],"tools":[{"type":"function","function":{"name":"f"}}]}""",
            Assert.Single(provider.Requests).Text);
        Assert.Equal("", answer.Warnings());
    }

    [Theory]
    [InlineData("user_rate_limit_exceeded", 2, true)]
    [InlineData("cluster_rate_limit_exceeded", 1, false)]
    public async Task RateLimits_MoveToAnotherKeyOrPastTheProvider(string code, int asked, bool answered)
    {
        await using var provider = await ScriptedProvider.StartAsync();
        provider.Script = context => (provider.Requests.Count == 1
            ? ScriptedProvider.Json(429, Error(code, "rate_limit_exceeded"))
            : ScriptedProvider.Json(200, Completion))(context);
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "qianfan", "\"k1\",\"k2\""));

        using var answer = await router.ChatAsync(Samples.Request("m"));

        Assert.Equal(answered, answer.IsSuccessStatusCode);
        Assert.Equal(asked, provider.Requests.Count);
    }

    private static string Error(string code, string type) => JsonSerializer.Serialize(new { error = new { code, message = "No.", type }, id = "as-1" });
}
