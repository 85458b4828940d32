using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Tests.Router.Dialects;

/// <summary>What every dialect must do whose provider does not speak OpenAI's wire. A dialect's tests inherit this and give its provider's bytes.</summary>
public abstract class TranslationConformance : DialectConformance
{
    /// <summary>Answers of each kind: text, reasoning, tool calls, calls without arguments, cut off, refused. The first is the plainest: text, 9 tokens in, 2 out.</summary>
    private protected abstract IReadOnlyList<ProviderSample> Answers { get; }

    /// <summary>Bytes of whole streams that fail, before content or after it, and whose failure it is.</summary>
    protected abstract IEnumerable<(string Stream, string Class)> FailedStreams { get; }

    /// <summary>Requests that this provider cannot be asked, and the field at fault, besides those of the base.</summary>
    protected virtual IEnumerable<(string Body, string Param)> Refused => [];

    /// <summary>The kinds of request (<see cref="TranslationRequests.All"/>) that this provider cannot be asked at all, which is refused so that another one is.</summary>
    protected virtual IReadOnlyList<string> NotTaken => [];

    protected override string Answer => Answers.First(sample => sample.Answer is not null).Answer!;

    [Fact]
    public void ReadAnswer_Samples_SayTheSameInOpenAisWire()
    {
        var dialect = Find();
        foreach (var sample in Answers.Where(sample => sample.Answer is not null))
        {
            var facts = new AnswerFacts { Detailed = true };
            var completion = TranslationRun.Read(dialect, sample.Answer!, facts, out var failure, sample.Request);

            Assert.True(failure is null, $"{sample}: {failure}");
            var reading = OpenAiReading.Whole(completion!);
            Check(sample, reading, facts);
            Assert.Equal(sample.Usage is null ? 0 : 1, reading.Usages.Count);
        }
    }

    [Fact]
    public void BeginStream_Samples_SayTheSameAsTheWholeAnswer()
    {
        var dialect = Find();
        foreach (var sample in Answers.Where(sample => sample.Stream is not null))
        {
            foreach (var includeUsage in new[] { true, false })
            {
                var facts = new AnswerFacts { Detailed = true };
                var stream = TranslationRun.Stream(dialect, [Encoding.UTF8.GetBytes(sample.Stream!)], facts, includeUsage, sample.Request);

                Assert.True(stream.Failure is null, $"{sample}: {stream.Failure}");
                Assert.True(stream.IsWhole, sample.Name);
                var reading = OpenAiReading.Streamed(stream.Chunks);
                Check(sample, reading, facts);
                Assert.Equal(includeUsage && sample.Usage is not null ? 1 : 0, reading.Usages.Count);
                Assert.Equal("assistant", stream.Chunks.First(chunk => chunk.GetProperty("choices").GetArrayLength() > 0).GetProperty("choices")[0].GetProperty("delta").GetProperty("role").GetString());
                if (includeUsage && sample.Usage is not null)
                {
                    Assert.Equal(0, stream.Chunks[^1].GetProperty("choices").GetArrayLength());
                }
            }
        }
    }

    [Fact]
    public void BeginStream_SplitAtAnyByte_SaysTheSame()
    {
        var dialect = Find();
        foreach (var sample in Answers.Where(sample => sample.Stream is not null))
        {
            var bytes = Encoding.UTF8.GetBytes(sample.Stream!);
            var whole = Run([bytes]);
            for (var at = 1; at < bytes.Length; at++)
            {
                Assert.Equal(whole, Run([bytes[..at], bytes[at..]]));
            }

            Assert.Equal(whole, Run(bytes.Select(b => new[] { b })));

            (string, YYC3.Llm.Router.Metering.TokenUsage?) Run(IEnumerable<byte[]> reads)
            {
                var facts = new AnswerFacts();
                return (TranslationRun.Stream(dialect, reads, facts, includeUsage: true, sample.Request).Text, facts.Usage);
            }
        }
    }

    [Fact]
    public void BeginStream_BrokenOffBeforeItsEnd_IsNotWhole()
    {
        var sample = Answers.First(sample => sample.Stream is not null);
        var bytes = Encoding.UTF8.GetBytes(sample.Stream!);

        var stream = TranslationRun.Stream(Find(), [bytes[..(bytes.Length / 3)]], new AnswerFacts(), request: sample.Request);

        Assert.False(stream.IsWhole);
    }

    [Fact]
    public void BeginStream_FailedStreams_AreTheRightFailures()
    {
        foreach (var (bytes, expected) in FailedStreams)
        {
            var stream = TranslationRun.Stream(Find(), [Encoding.UTF8.GetBytes(bytes)], new AnswerFacts());

            Assert.True(stream.Failure is not null, bytes);
            Assert.True(expected == stream.Failure.Class.ToString(), $"{bytes}: {stream.Failure.Class}");
            Assert.NotEmpty(stream.Failure.Message);
            Assert.InRange(stream.Failure.Status, 400, 599);
        }
    }

    [Fact]
    public void WriteRequest_EveryKind_GivesValidJsonWithTheModel()
    {
        var dialect = Find();
        foreach (var (name, body) in TranslationRequests.All)
        {
            foreach (var stream in new[] { true, false })
            {
                var written = TranslationRun.Write(dialect, body, out var failure, stream: stream);
                if (NotTaken.Contains(name))
                {
                    Assert.True(failure is { Class: FailureClass.Model or FailureClass.Caller, Param: not null }, $"{name}: {failure}");
                    continue;
                }

                Assert.True(failure is null, $"{name}: {failure}");
                Assert.Equal(JsonValueKind.Object, JsonElement.Parse(written!).ValueKind);
            }
        }
    }

    [Fact]
    public void WriteRequest_SeveralChoices_AreAnsweredOrRefusedOrWarnedOf()
    {
        var warnings = new RequestWarnings();
        var written = TranslationRun.Write(Find(), """{"model":"m","n":2,"messages":[{"role":"user","content":"Hi"}]}""", out var failure, warnings);

        Assert.True(failure is { Param: "n" } || warnings.Header is not null || JsonElement.Parse(written!).GetRawText().Contains(":2", StringComparison.Ordinal));
    }

    [Fact]
    public void WriteRequest_FieldsOfTheDeployment_AreSet()
    {
        var written = TranslationRun.Write(Find(), TranslationRequests.Hello, out var failure, fields: ("x_deployment_field", "{\"a\":1}"));

        Assert.Null(failure);
        Assert.Equal(1, JsonElement.Parse(written!).GetProperty("x_deployment_field").GetProperty("a").GetInt32());
    }

    [Fact]
    public void WriteRequest_WhatCannotBeAsked_NamesTheField()
    {
        foreach (var (body, param) in Refused)
        {
            TranslationRun.Write(Find(), body, out var failure);

            Assert.Equal(param, failure?.Param);
            Assert.NotEmpty(failure!.Message);
        }
    }

    [Property(MaxTest = 300)]
    public void WriteRequest_AnyHistory_GivesARequestOrNamesAField(int[]? picks, int options)
    {
        var written = TranslationRun.Write(Find(), AnyRequest.Of(picks ?? [], options), out var failure);

        Assert.True(failure is null || failure is { Param: not null, Message.Length: > 0, Status: >= 400 and < 500 });
        if (written is not null)
        {
            Assert.Equal(JsonValueKind.Object, JsonElement.Parse(written).ValueKind);
        }
    }

    [Property(MaxTest = 300)]
    public void BeginStream_AnyBytes_NeverThrows(byte[]? bytes, int at, bool cut)
    {
        foreach (var sample in Answers.Where(sample => sample.Stream is not null))
        {
            var stream = Encoding.UTF8.GetBytes(sample.Stream!);
            var place = (int)((uint)at % (uint)stream.Length);
            byte[] spoilt = [.. stream[..place], .. bytes ?? [], .. cut ? [] : stream[place..]];
            TranslationRun.Stream(Find(), [spoilt], new AnswerFacts { Detailed = true }, includeUsage: true, sample.Request);
        }
    }

    [Property(MaxTest = 300)]
    public void ReadAnswer_SpoiltAnswers_GiveJsonOrAFailure(byte[]? bytes, int at)
    {
        foreach (var sample in Answers.Where(sample => sample.Answer is not null))
        {
            var answer = Encoding.UTF8.GetBytes(sample.Answer!);
            var place = (int)((uint)at % (uint)answer.Length);
            byte[] spoilt = [.. answer[..place], .. bytes ?? [], .. answer[place..]];
            var output = new ArrayBufferWriter<byte>();
            var dialect = Find();
            if (dialect.Translation(Operation.Chat)!.ReadAnswer(TranslationRun.Request(dialect, sample.Request), 200, spoilt, new AnswerFacts(), output) is null)
            {
                using var parsed = JsonDocument.Parse(output.WrittenMemory, new JsonDocumentOptions { MaxDepth = 512 });
                Assert.Equal(JsonValueKind.Object, parsed.RootElement.ValueKind);
            }
        }
    }

    private static void Check(ProviderSample sample, OpenAiReading reading, AnswerFacts facts)
    {
        Assert.Equal(sample.Text, reading.Text);
        Assert.Equal(sample.Reasoning, reading.Reasoning);
        Assert.Equal([sample.FinishReason], reading.FinishReasons);
        Assert.Equal([sample.FinishReason], facts.FinishReasons);
        Assert.Equal(sample.Calls.Select(call => call.Name), reading.Calls.Select(call => call.Name));
        foreach (var (expected, actual) in sample.Calls.Zip(reading.Calls))
        {
            Assert.False(string.IsNullOrEmpty(actual.Id));
            Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected.Arguments), JsonElement.Parse(actual.Arguments)), $"{sample}: {actual.Arguments}");
        }

        Assert.Equal(reading.Calls.Count, reading.Calls.Select(call => call.Id).Distinct().Count());
        Assert.Equal(sample.Usage, facts.Usage);
        Assert.Equal(sample.Usage is null, facts.RawUsage is null);
        Assert.False(string.IsNullOrEmpty(facts.Model));
        foreach (var usage in reading.Usages)
        {
            Assert.Equal(sample.Usage!.Value.Input, usage.GetProperty("prompt_tokens").GetInt64());
            Assert.Equal(sample.Usage.Value.Output, usage.GetProperty("completion_tokens").GetInt64());
            Assert.Equal(sample.Usage.Value.Input + sample.Usage.Value.Output, usage.GetProperty("total_tokens").GetInt64());
            Assert.Equal(sample.Usage.Value.CacheRead, usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt64());
        }
    }
}
