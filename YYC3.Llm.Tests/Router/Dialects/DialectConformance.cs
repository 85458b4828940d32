using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Dialects;

/// <summary>What every dialect must do, whether it passes bytes through (<see cref="PassThroughConformance"/>) or translates (<see cref="TranslationConformance"/>).</summary>
public abstract class DialectConformance
{
    /// <summary>The name, as the catalog has it.</summary>
    protected abstract string DialectName { get; }

    /// <summary>A whole answer with content and usage, as its provider sends it.</summary>
    protected abstract string Answer { get; }

    /// <summary>Error answers and whose they are.</summary>
    protected abstract IEnumerable<(int Status, string Body, string Class)> Errors { get; }

    [Fact]
    public async Task Name_IsRegisteredInTheRealHost()
    {
        await using var router = await RouterUnderTest.StartAsync("{}");
        var registry = router.Services.GetRequiredService<DialectRegistry>();

        Assert.Equal(DialectName, registry.Get(DialectName).Name);
        Assert.Contains(DialectName, registry.Names);
    }

    [Fact]
    public void ReadAnswer_Errors_AreTheRightOnes()
    {
        foreach (var (status, body, expected) in Errors)
        {
            var failure = ReadAnswer(status, Encoding.UTF8.GetBytes(body), new AnswerFacts());

            Assert.True(failure is not null, $"{status} {body}");
            Assert.True(expected == failure.Class.ToString(), $"{status} {body}: {failure.Class}");
            Assert.InRange(failure.Status, 400, 599);
            Assert.NotEqual(401, failure.Status);
            Assert.NotEqual(403, failure.Status);
            Assert.NotEqual(500, failure.Status);
            Assert.Equal(status, failure.UpstreamStatus);
            Assert.NotEmpty(failure.Message);
        }
    }

    [Property(MaxTest = 300)]
    public void Read_AnyBytes_NeverThrows(byte[]? bytes, bool text)
    {
        var dialect = Find();
        var data = text ? Encoding.UTF8.GetBytes(Answer)[..^Math.Min(Answer.Length / 2, (bytes ?? []).Length)] : bytes ?? [];
        ReadAnswer(200, data, new AnswerFacts { Detailed = true });
        ReadAnswer(500, data, new AnswerFacts());
        foreach (var operation in Operation.All)
        {
            dialect.ReadAnswer(operation, 200, data, new AnswerFacts { Detailed = true });
            dialect.ReadAnswer(operation, 429, data, new AnswerFacts { Detailed = true });
        }

        dialect.ReadFirstEvent(data, new AnswerFacts { Detailed = true }, out _);
        dialect.ReadLaterEvent(data, new AnswerFacts { Detailed = true }, out _);
    }

    /// <summary>The dialect as the real host registers it.</summary>
    private protected IDialect Find()
    {
        using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddDialects().BuildServiceProvider();
        return services.GetRequiredService<DialectRegistry>().Get(DialectName);
    }

    /// <summary>Reads a whole answer to a chat call, as the relay does.</summary>
    private protected Failure? ReadAnswer(int status, byte[] body, AnswerFacts facts)
    {
        var dialect = Find();
        return dialect.Translation(Operation.Chat) is { } translation
            ? translation.ReadAnswer(TranslationRun.Request(dialect, TranslationRequests.Hello), status, body, facts, new ArrayBufferWriter<byte>())
            : dialect.ReadAnswer(Operation.Chat, status, body, facts);
    }
}

/// <summary>What every dialect must do whose provider speaks OpenAI's wire. A dialect's tests inherit this and give its provider's bytes.</summary>
public abstract class PassThroughConformance : DialectConformance
{
    /// <summary>The data of stream events that hold no content yet.</summary>
    protected abstract IEnumerable<string> EmptyEvents { get; }

    /// <summary>The data of stream events with content: text, reasoning, a tool call.</summary>
    protected abstract IEnumerable<string> ContentEvents { get; }

    /// <summary>The data of the event that ends a choice.</summary>
    protected abstract string FinishEvent { get; }

    /// <summary>The data of the event that reports 9 tokens in and 2 out.</summary>
    protected abstract string UsageEvent { get; }

    /// <summary>The data of the end marker.</summary>
    protected abstract string DoneEvent { get; }

    /// <summary>The data of an event that says the provider failed.</summary>
    protected abstract string ErrorEvent { get; }

    [Fact]
    public void ReadAnswer_WholeAnswer_NotesItsFacts()
    {
        var dialect = Find();
        var facts = new AnswerFacts { Detailed = true };

        Assert.Null(dialect.ReadAnswer(Operation.Chat, 200, Encoding.UTF8.GetBytes(Answer), facts));
        Assert.Equal(9, facts.InputTokens);
        Assert.Equal(2, facts.OutputTokens);
        Assert.False(string.IsNullOrEmpty(facts.Model));
        Assert.Equal(["stop"], facts.FinishReasons);
    }

    [Fact]
    public void ReadEvent_EachKind_HasItsSigns()
    {
        var dialect = Find();
        foreach (var data in EmptyEvents)
        {
            Assert.Equal(StreamSigns.None, First(dialect, data));
        }

        foreach (var data in ContentEvents)
        {
            Assert.Equal(StreamSigns.Content, First(dialect, data));
        }

        Assert.Equal(StreamSigns.Finish, First(dialect, FinishEvent) & ~StreamSigns.Content);
        Assert.Equal(StreamSigns.Done, First(dialect, DoneEvent));
        Assert.Equal(StreamSigns.Error, First(dialect, ErrorEvent) & StreamSigns.Error);
        Assert.Equal(StreamSigns.Error, First(dialect, "not json at all") & StreamSigns.Error);

        Assert.Equal(StreamSigns.Finish, Later(dialect, FinishEvent, out _));
        Assert.Equal(StreamSigns.Done, Later(dialect, DoneEvent, out _));
        Assert.Equal(StreamSigns.Error, Later(dialect, ErrorEvent, out var failure) & StreamSigns.Error);
        Assert.NotNull(failure);
        foreach (var data in EmptyEvents.Concat(ContentEvents))
        {
            Assert.Equal(StreamSigns.None, Later(dialect, data, out _));
        }
    }

    [Fact]
    public void ReadEvent_Usage_IsNotedEarlyAndLate()
    {
        var dialect = Find();
        AnswerFacts first = new(), later = new();

        dialect.ReadFirstEvent(Encoding.UTF8.GetBytes(UsageEvent), first, out _);
        dialect.ReadLaterEvent(Encoding.UTF8.GetBytes(UsageEvent), later, out _);

        Assert.Equal((9, 2), (first.InputTokens, first.OutputTokens));
        Assert.Equal((9, 2), (later.InputTokens, later.OutputTokens));
    }

    internal static StreamSigns First(IDialect dialect, string data) => dialect.ReadFirstEvent(Encoding.UTF8.GetBytes(data), new AnswerFacts { Detailed = true }, out _);

    internal static StreamSigns Later(IDialect dialect, string data, out Failure? failure) => dialect.ReadLaterEvent(Encoding.UTF8.GetBytes(data), new AnswerFacts { Detailed = true }, out failure);
}

/// <summary>OpenAI's wire, which the offline model speaks too.</summary>
public abstract class OpenAiWireConformance : PassThroughConformance
{
    protected override string Answer => Samples.Completion;

    protected override IEnumerable<string> EmptyEvents =>
    [
        Data(Samples.Role),
        "{\"choices\":[]}",
        "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":null}],\"usage\":null}",
        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":null,\"role\":\"assistant\",\"tool_calls\":[]},\"finish_reason\":\"null\"}]}",
    ];

    protected override IEnumerable<string> ContentEvents =>
    [
        Data(Samples.Text("Hi")),
        "{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"Let\"}}]}",
        "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"error\\\":\"}}]},\"finish_reason\":null}]}",
    ];

    protected override string FinishEvent => "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\" : \"stop\"}]}";

    protected override string UsageEvent => Data(Samples.Usage);

    protected override string DoneEvent => "[DONE]  ";

    protected override string ErrorEvent => "{\"id\":\"x\",\"error\":{\"code\":\"server_error\",\"message\":\"Provider disconnected\"},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}";

    protected override IEnumerable<(int Status, string Body, string Class)> Errors =>
    [
        (401, Samples.Error("invalid_api_key"), "Key"),
        (403, "{}", "Key"),
        (429, Samples.Error("rate_limit_exceeded"), "Key"),
        (429, "{\"error\":{\"code\":\"1302\",\"message\":\"您的账户已达到速率限制\"}}", "Key"),
        (429, "{\"error\":{\"code\":\"1113\",\"message\":\"欠费\"}}", "Account"),
        (429, Samples.Error("insufficient_quota", type: "insufficient_quota"), "Account"),
        (404, Samples.Error("model_not_found"), "Model"),
        (400, "{\"error\":{\"code\":\"1211\",\"message\":\"模型不存在\"}}", "Model"),
        (404, "<html>", "Model"),
        (404, Samples.Error("thread_not_found", type: "invalid_request_error"), "Caller"),
        (400, Samples.Error("unsupported_parameter", type: "invalid_request_error"), "Caller"),
        (400, "{\"error\":{\"code\":\"1301\",\"message\":\"敏感内容\"}}", "Content"),
        (400, Samples.Error("content_filter", type: "invalid_request_error"), "Content"),
        (500, "boom", "Provider"),
        (503, "", "Provider"),
        (529, Samples.Error("overloaded", type: "overloaded_error"), "Provider"),
        (302, "", "Provider"),
        (200, Samples.Error("anything"), "Provider"),
        (200, "{\"error\":\"text\"}", "Provider"),
        (200, "{\"error_code\":110,\"error_msg\":\"Access token invalid\"}", "Provider"),
        (200, "{\"code\":\"Throttling.RateQuota\",\"message\":\"Requests rate limit exceeded\",\"request_id\":\"r\"}", "Key"),
        (400, "[{\"error\":{\"code\":400,\"message\":\"API key not valid\",\"status\":\"INVALID_ARGUMENT\"}}]", "Caller"),
        (200, "<html>", "Provider"),
    ];

    private static string Data(string block) => JsonDocument.Parse(block["data: ".Length..].Trim()).RootElement.GetRawText();
}

public sealed class OpenAiDialectTests : OpenAiWireConformance
{
    protected override string DialectName => DialectNames.OpenAi;
}

public sealed class OfflineDialectTests : OpenAiWireConformance
{
    protected override string DialectName => DialectNames.Offline;
}

public sealed class DialectConformanceTests
{
    [Fact]
    public void EveryDialect_HasConformanceTests()
    {
        var dialects = typeof(IDialect).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IDialect))).Select(type => type.Name + "Tests");
        var tests = typeof(DialectConformance).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(DialectConformance))).Select(type => type.Name);

        Assert.Equal(dialects.Order(StringComparer.Ordinal), tests.Order(StringComparer.Ordinal));
    }
}
