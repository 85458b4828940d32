using System.Buffers;
using System.Text;
using System.Text.Json;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Tests.Router.Dialects;

/// <summary>Runs a dialect's translation as the relay does, without a network.</summary>
internal static class TranslationRun
{
    public const string Model = "upstream-1";

    public static Deployment Deployment(IDialect dialect, params (string Name, string Json)[] body) => new(
        new Provider("p", dialect, "http://127.0.0.1:1/v1", [], [], Deadlines.Default, [], []),
        new DeploymentDefinition("p", Model, 1, 0, [], [.. body.Select(field => KeyValuePair.Create(field.Name, field.Json))], null));

    public static CallerRequest Request(IDialect dialect, string body, bool stream = false, bool includeUsage = false, params (string Name, string Json)[] fields) =>
        new(Operation.Chat, Encoding.UTF8.GetBytes(body), Deployment(dialect, fields), stream, includeUsage, "chatcmpl-test", 1700000000);

    /// <summary>The provider's request; null when there is a failure.</summary>
    public static string? Write(IDialect dialect, string body, out Failure? failure, RequestWarnings? warnings = null, bool stream = false, params (string Name, string Json)[] fields)
    {
        var output = new ArrayBufferWriter<byte>();
        failure = dialect.Translation(Operation.Chat)!.WriteRequest(Request(dialect, body, stream, fields: fields), output, warnings ?? new RequestWarnings());
        return failure is null ? Encoding.UTF8.GetString(output.WrittenSpan) : null;
    }

    /// <summary>The whole answer in OpenAI's wire.</summary>
    public static string? Read(IDialect dialect, string answer, AnswerFacts facts, out Failure? failure, string request = TranslationRequests.Hello, int status = 200)
    {
        var output = new ArrayBufferWriter<byte>();
        failure = dialect.Translation(Operation.Chat)!.ReadAnswer(Request(dialect, request), status, Encoding.UTF8.GetBytes(answer), facts, output);
        return failure is null ? Encoding.UTF8.GetString(output.WrittenSpan) : null;
    }

    /// <summary>A stream, as these reads bring it, in OpenAI's wire.</summary>
    public static TranslatedStream Stream(IDialect dialect, IEnumerable<byte[]> reads, AnswerFacts facts, bool includeUsage = false, string request = TranslationRequests.Hello)
    {
        var translation = dialect.Translation(Operation.Chat)!.BeginStream(Request(dialect, request, stream: true, includeUsage));
        using var framer = dialect.OpenFramer();
        var output = new ArrayBufferWriter<byte>();
        var signs = StreamSigns.None;
        Failure? failure = null;
        foreach (var read in reads)
        {
            read.CopyTo(framer.GetMemory(read.Length));
            framer.Advance(read.Length);
            Drain();
        }

        if (framer.HasPartial)
        {
            framer.Complete();
            Drain();
        }

        var ended = failure is null && !signs.HasFlag(StreamSigns.Done) && translation.End(facts, output);
        return new TranslatedStream(Encoding.UTF8.GetString(output.WrittenSpan), signs, failure, signs.HasFlag(StreamSigns.Finish) || ended);

        void Drain()
        {
            while (failure is null && !signs.HasFlag(StreamSigns.Done) && framer.TryRead(out var block))
            {
                if (!block.HasData)
                {
                    continue;
                }

                var events = new ArrayBufferWriter<byte>();
                var sign = translation.Read(block, facts, events, out failure);
                signs |= sign;
                if (!sign.HasFlag(StreamSigns.Error))
                {
                    output.Write(events.WrittenSpan);
                }
                else
                {
                    failure ??= Failure.OfProvider(502, "unsaid", "unsaid");
                }
            }
        }
    }
}

/// <summary>What came of a stream.</summary>
/// <param name="Text">OpenAI's events.</param>
/// <param name="Signs">All signs seen.</param>
/// <param name="Failure">The failure, where there was one.</param>
/// <param name="IsWhole">Whether the answer counts as whole.</param>
internal sealed record TranslatedStream(string Text, StreamSigns Signs, Failure? Failure, bool IsWhole)
{
    /// <summary>The chunks, parsed; each must be one whole event.</summary>
    public IReadOnlyList<JsonElement> Chunks { get; } = [.. Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    private static JsonElement Parse(string block)
    {
        Assert.StartsWith("data: {", block, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', block);
        return JsonElement.Parse(block.AsSpan("data: ".Length));
    }
}
