using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Dialects.Gemini;
using YYC3.Llm.Router.Metering;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Dialects.Gemini;

public sealed class GeminiAnswerTests
{
    private readonly Translated gemini = new(DialectNames.Gemini, "gemini-3.5-flash");

    [Fact]
    public void Thoughts_AreReasoningAndOutput()
    {
        var answer = gemini.Answer(GeminiSamples.Thinking);
        var message = answer.GetProperty("choices")[0].GetProperty("message");

        Assert.Equal("你好", message.GetProperty("content").GetString());
        Assert.Equal("用户说", message.GetProperty("reasoning_content").GetString());
        Assert.Equal("c2ln", message.GetProperty("extra_content").GetProperty("google").GetProperty("thought_signature").GetString());
        Assert.Equal("r1", answer.GetProperty("id").GetString());
        Assert.Equal(new TokenUsage { InputUncached = 5, CacheRead = 4, Output = 32, Reasoning = 30 }, gemini.Facts.Usage);
        Assert.Contains("thoughtsTokenCount", System.Text.Encoding.UTF8.GetString(gemini.Facts.RawUsage!), StringComparison.Ordinal);
        Assert.Equal(9, answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt64());
        Assert.Equal(32, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt64());
        Assert.Equal(4, answer.GetProperty("usage").GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt64());
    }

    [Fact]
    public void Calls_GetIdsInOrderAndKeepTheirSignatures()
    {
        var answer = gemini.Answer(GeminiSamples.ToolCall.Replace(
            "}],\"role\"", "},{\"functionCall\":{\"id\":\"own\",\"name\":\"now\"}},{\"functionCall\":{\"name\":\"now\",\"args\":{}}}],\"role\"", StringComparison.Ordinal));
        var choice = answer.GetProperty("choices")[0];
        var calls = choice.GetProperty("message").GetProperty("tool_calls");

        Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
        Assert.Equal(JsonValueKind.Null, choice.GetProperty("message").GetProperty("content").ValueKind);
        Assert.Equal("""{"city":"北京"}""", calls[0].GetProperty("function").GetProperty("arguments").GetString());
        Assert.Equal("c2ln", calls[0].GetProperty("extra_content").GetProperty("google").GetProperty("thought_signature").GetString());
        Assert.Equal(["call_0123456789abcdef00", "own", "call_0123456789abcdef01"], calls.EnumerateArray().Select(call => call.GetProperty("id").GetString()!));
        Assert.Equal("{}", calls[1].GetProperty("function").GetProperty("arguments").GetString());
    }

    [Fact]
    public void SignaturesAndOtherParts_ComeBackAsTheyWere()
    {
        const string Parts = """[{"executableCode":{"language":"PYTHON","code":"1+1"}},{"text":"2","thoughtSignature":"c2ln"},{"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"ZnVu"}]""";
        var message = gemini.Answer($$"""{"candidates":[{"content":{"parts":{{Parts}}},"finishReason":"STOP"}]}""").GetProperty("choices")[0].GetProperty("message");
        var back = gemini.Request($$"""{"model":"m","messages":[{"role":"user","content":"?"},{{message.GetRawText()}}]}""").GetProperty("contents")[1].GetProperty("parts");

        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(Parts).RootElement, back), back.GetRawText());
    }

    [Theory]
    [InlineData("STOP", "stop", null)]
    [InlineData("MAX_TOKENS", "length", null)]
    [InlineData("SAFETY", "content_filter", "SAFETY")]
    [InlineData("RECITATION", "content_filter", "RECITATION")]
    [InlineData("PROHIBITED_CONTENT", "content_filter", "PROHIBITED_CONTENT")]
    [InlineData("LANGUAGE", "stop", "LANGUAGE")]
    public void FinishReasons_AreOpenAis(string reason, string expected, string? native)
    {
        var choice = gemini.Answer(GeminiSamples.Text("x", reason)).GetProperty("choices")[0];

        Assert.Equal(expected, choice.GetProperty("finish_reason").GetString());
        Assert.Equal(native, choice.TryGetProperty("native_finish_reason", out var said) ? said.GetString() : null);
    }

    [Fact]
    public void SafetyAndLogprobs_ComeAlong()
    {
        var choice = gemini.Answer("""
            {"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP","safetyRatings":[{"category":"A"}],
             "logprobsResult":{"chosenCandidates":[{"token":"Hi","logProbability":-0.5}],"topCandidates":[{"candidates":[{"token":"Hi","logProbability":-0.5},{"token":"你","logProbability":-2}]}]}}]}
            """).GetProperty("choices")[0];
        var token = choice.GetProperty("logprobs").GetProperty("content")[0];

        Assert.Equal("A", choice.GetProperty("extra_content").GetProperty("gemini").GetProperty("safetyRatings")[0].GetProperty("category").GetString());
        Assert.Equal(-0.5, token.GetProperty("logprob").GetDouble());
        Assert.Equal(3, token.GetProperty("top_logprobs")[1].GetProperty("bytes").GetArrayLength());
    }

    [Fact]
    public void Stream_CountsUpAndEndsOnce()
    {
        var (chunks, failure, isWhole) = gemini.Stream(
            GeminiSamples.Event("""{"candidates":[{"content":{"parts":[{"text":"Let","thought":true},{"text":"你"}]},"index":0}],"usageMetadata":{"promptTokenCount":9},"responseId":"r9"}""")
            + GeminiSamples.Event("""{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"c2ln"},{"functionCall":{"name":"g","args":{}}}]},"index":0}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":1}}""")
            + GeminiSamples.Event(GeminiSamples.Text("", "STOP")));

        Assert.Null(failure);
        Assert.True(isWhole);
        Assert.All(chunks, chunk => Assert.Equal("r9", chunk.GetProperty("id").GetString()));
        Assert.Equal("Let", Delta(chunks[0]).GetProperty("reasoning_content").GetString());
        Assert.Equal([0, 1], Delta(chunks[1]).GetProperty("tool_calls").EnumerateArray().Select(call => call.GetProperty("index").GetInt32()));
        Assert.Equal("tool_calls", chunks[2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(11, chunks[3].GetProperty("usage").GetProperty("total_tokens").GetInt64());
        Assert.Empty(chunks[3].GetProperty("choices").EnumerateArray());
        Assert.Equal(4, chunks.Count);
        Assert.Equal(["tool_calls"], gemini.Facts.FinishReasons);
    }

    [Theory]
    [InlineData("""{"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL","finishMessage":"bad"}]}""", "Provider")]
    [InlineData("""{"promptFeedback":{"blockReason":"SAFETY"}}""", "Content")]
    [InlineData("""[{"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}]""", "Provider")]
    public void StreamThatFails_SaysWhose(string data, string whose) => Assert.Equal(whose, gemini.Stream(GeminiSamples.Event(data)).Failure?.Class.ToString());

    [Fact]
    public void StreamWithoutReason_IsNotWhole() => Assert.False(gemini.Stream(GeminiSamples.Event(GeminiSamples.Text("x"))).IsWhole);

    [Fact]
    public void RateLimits_SayHowLong()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 7, 1, 18, 0, 0, TimeSpan.Zero)); // 11:00 in California.
        var errors = new GeminiErrors(time);

        Assert.Equal(TimeSpan.FromSeconds(46.5), errors.Read(429, System.Text.Encoding.UTF8.GetBytes(GeminiSamples.RateLimit)).RetryAfter);
        Assert.Equal(TimeSpan.FromHours(13), errors.Read(429, System.Text.Encoding.UTF8.GetBytes(GeminiSamples.DailyLimit)).RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(7), errors.Read(429, """{"error":{"code":429,"message":"Please retry in 7s."}}"""u8).RetryAfter);
    }

    [Fact]
    public void Recordings_DecodeLosslessly()
    {
        var folder = SharedFiles.Directory("fixtures/providers/gemini");
        Assert.SkipWhen(folder is null, "The recordings are not here.");
        foreach (var file in Directory.EnumerateFiles(folder, "*.json"))
        {
            var recorded = File.ReadAllText(file);
            var choice = gemini.Answer(recorded).GetProperty("choices")[0];
            AssertSame(JsonDocument.Parse(recorded).RootElement.GetProperty("candidates")[0].GetProperty("content").GetProperty("parts").EnumerateArray(), choice.GetProperty("message"));
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*.chunks.txt"))
        {
            var lines = File.ReadAllLines(file);
            var (chunks, failure, isWhole) = gemini.Stream(string.Concat(lines.Select(GeminiSamples.Event)));
            var parts = lines.SelectMany(line => JsonDocument.Parse(line).RootElement.GetProperty("candidates")[0].GetProperty("content").GetProperty("parts").EnumerateArray());

            Assert.Null(failure);
            Assert.True(isWhole);
            var deltas = chunks.Where(chunk => chunk.GetProperty("choices").GetArrayLength() > 0).Select(Delta).ToList();
            Assert.Equal(string.Concat(parts.Select(part => part.TryGetProperty("text", out var text) ? text.GetString() : "")), string.Concat(deltas.Select(delta => Text(delta, "content"))));
            Assert.Equal(Signatures(parts), deltas.SelectMany(SignaturesOf));
        }
    }

    private static void AssertSame(IEnumerable<JsonElement> parts, JsonElement message)
    {
        Assert.Equal(string.Concat(parts.Select(part => part.TryGetProperty("text", out var text) ? text.GetString() : "")), Text(message, "content"));
        Assert.Equal(Signatures(parts), SignaturesOf(message));
        var calls = parts.Where(part => part.TryGetProperty("functionCall", out _)).Select(part => part.GetProperty("functionCall")).ToList();
        var made = message.TryGetProperty("tool_calls", out var list) ? list.EnumerateArray().ToList() : [];
        Assert.Equal(calls.Count, made.Count);
        Assert.All(calls.Zip(made), pair => Assert.True(JsonElement.DeepEquals(pair.First.GetProperty("args"), JsonDocument.Parse(Text(pair.Second.GetProperty("function"), "arguments")).RootElement)));
    }

    private static IEnumerable<string> Signatures(IEnumerable<JsonElement> parts) => parts.Where(part => part.TryGetProperty("thoughtSignature", out _)).Select(part => part.GetProperty("thoughtSignature").GetString()!);

    private static IEnumerable<string> SignaturesOf(JsonElement message) =>
        (message.TryGetProperty("tool_calls", out var calls) ? calls.EnumerateArray() : Enumerable.Empty<JsonElement>()).Append(message)
            .Where(from => from.TryGetProperty("extra_content", out _)).Select(from => from.GetProperty("extra_content").GetProperty("google").GetProperty("thought_signature").GetString()!);

    private static string Text(JsonElement from, string name) => from.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static JsonElement Delta(JsonElement chunk) => chunk.GetProperty("choices")[0].GetProperty("delta");
}
