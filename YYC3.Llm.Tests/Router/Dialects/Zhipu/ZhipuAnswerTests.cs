using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.Router.Dialects.Zhipu;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Dialects.Zhipu;

/// <summary>What callers get of Zhipu's answers, over real sockets.</summary>
public sealed class ZhipuAnswerTests
{
    private const string Request = """{"model":"m","stream":true,"messages":[{"role":"user","content":"Hi"}]}""";

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(100_000)]
    public async Task Can_PassAStreamByteForByteAtAnySplit(int step)
    {
        var stream = string.Concat(ZhipuSamples.Stream);
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.StreamBytes(Encoding.UTF8.GetBytes(stream).Chunk(step), null));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "zhipu"));

        using var answer = await router.ChatAsync(Request);

        Assert.Equal(stream.Replace(Samples.Done, ": yyc3 model=m deployment=p/up attempts=1\n\n" + Samples.Done, StringComparison.Ordinal), await answer.TextAsync());
    }

    [Theory]
    [InlineData("sensitive", "\"finish_reason\":\"content_filter\",\"native_finish_reason\":\"sensitive\"")]
    [InlineData("model_context_window_exceeded", "\"finish_reason\":\"length\",\"native_finish_reason\":\"model_context_window_exceeded\"")]
    [InlineData("tired", "\"finish_reason\":\"stop\",\"native_finish_reason\":\"tired\"")]
    [InlineData("length", "\"finish_reason\":\"length\",\"delta\"")]
    public async Task Can_SayFinishReasonsAsOpenAiDoes(string reason, string expected)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(ZhipuSamples.Stream[1], ZhipuSamples.Finish(reason), Samples.Done));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "zhipu"));

        using var streamed = await router.ChatAsync(Request);
        Assert.Contains(expected, await streamed.TextAsync(), StringComparison.Ordinal);

        provider.Script = ScriptedProvider.Json(200, ZhipuSamples.Completion.Replace("\"stop\"", $"\"{reason}\"", StringComparison.Ordinal));
        using var plain = await router.ChatAsync(Request.Replace("true", "false", StringComparison.Ordinal));
        Assert.Contains(expected.Replace(",\"delta\"", ",\"message\"", StringComparison.Ordinal), await plain.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NetworkError_BeforeContent_MovesOn(bool stream)
    {
        await using var broken = await ScriptedProvider.StartAsync(stream
            ? ScriptedProvider.Stream(ZhipuSamples.Finish("network_error"), Samples.Done)
            : ScriptedProvider.Json(200, ZhipuSamples.Completion.Replace("\"stop\"", "\"network_error\"", StringComparison.Ordinal)));
        await using var working = await ScriptedProvider.StartAsync(stream ? ScriptedProvider.Stream(Samples.Text("Hi"), Samples.Finish, Samples.Done) : ScriptedProvider.Json(200, Samples.Completion));
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([broken, working]).Replace("\"p0\":{\"dialect\":\"openai\"", "\"p0\":{\"dialect\":\"zhipu\"", StringComparison.Ordinal));

        using var answer = await router.ChatAsync(stream ? Request : Request.Replace("true", "false", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Hi", await answer.TextAsync(), StringComparison.Ordinal);
        Assert.Single(broken.Requests);
        Assert.Single(working.Requests);
    }

    [Fact]
    public async Task NetworkError_AfterContent_EndsWithAnErrorEvent()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(ZhipuSamples.Stream[1], ZhipuSamples.Finish("network_error"), Samples.Done));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "zhipu"));

        using var answer = await router.ChatAsync(Request);
        var text = await answer.TextAsync();

        Assert.Contains("好的", text, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"network_error\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1302", null)]
    [InlineData("1113", 6.0)]
    [InlineData("1304", 10.0)] // Midnight in Beijing is 16:00 of universal time.
    [InlineData("1308", 5.0)]
    [InlineData("1310", 5.0)]
    public void Quotas_LetTheKeyRestForHours(string code, double? hours)
    {
        var now = new DateTimeOffset(2026, 8, 1, 6, 0, 0, TimeSpan.Zero);

        var failure = ZhipuErrors.Read(429, Encoding.UTF8.GetBytes(ZhipuSamples.Error(code)), now);

        Assert.Equal(hours, failure.RetryAfter?.TotalHours);
    }

    [Theory]
    [InlineData("已达到 5 小时的使用上限。您的限额将在 2026-08-01 16:30:00 重置。", 2.5)]
    [InlineData("Your limit will reset at 2026-08-01 13:00:00", 5.0)] // Past: it says nothing.
    [InlineData("Your limit will reset at 2126-08-01 13:00:00", 5.0)]
    [InlineData("Your limit will reset at 2026-99-01 13:00:00", 5.0)]
    public void Quotas_EndWhenTheMessageSaysSo(string message, double hours)
    {
        var failure = ZhipuErrors.Read(429, Encoding.UTF8.GetBytes(ZhipuSamples.Error("1308", message)), new DateTimeOffset(2026, 8, 1, 6, 0, 0, TimeSpan.Zero));

        Assert.Equal(hours, failure.RetryAfter!.Value.TotalHours, 6);
    }

    [Fact]
    public async Task Quota_IsToldAndTheNextKeyAsked()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 8, 1, 6, 0, 0, TimeSpan.Zero));
        await using var provider = await ScriptedProvider.StartAsync();
        provider.Script = context => (context.Request.Headers.Authorization == "Bearer used.up"
            ? ScriptedProvider.Json(429, ZhipuSamples.Error("1308"))
            : ScriptedProvider.Json(200, ZhipuSamples.Completion))(context);
        await using var router = await RouterUnderTest.StartAsync(
            OneProvider.Models(provider, "zhipu", keys: "\"used.up\",\"good.one\""), services => services.AddSingleton<TimeProvider>(time).AddSingleton<Func<double>>(() => 0));

        using var first = await router.ChatAsync(Request.Replace("true", "false", StringComparison.Ordinal));
        using var second = await router.ChatAsync(Request.Replace("true", "false", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(["Bearer used.up", "Bearer good.one", "Bearer good.one"], provider.Requests.Select(request => request.Headers["Authorization"]));
    }
}
