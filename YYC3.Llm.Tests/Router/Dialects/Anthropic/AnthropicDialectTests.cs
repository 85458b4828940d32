using System.Text;
using System.Text.Json;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Dialects.Anthropic;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Dialects.Anthropic;

public sealed class AnthropicDialectTests : TranslationConformance
{
    protected override string DialectName => DialectNames.Anthropic;

    private protected override IReadOnlyList<ProviderSample> Answers => AnthropicSamples.All;

    protected override IEnumerable<(string Stream, string Class)> FailedStreams =>
    [
        (AnthropicSamples.Events("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"""), "Provider"),
        (AnthropicSamples.Events("""{"type":"error","error":{"type":"rate_limit_error","message":"Slow down"}}"""), "Key"),
        (AnthropicSamples.TextStream[..AnthropicSamples.TextStream.IndexOf("event: content_block_stop", StringComparison.Ordinal)] + AnthropicSamples.Events("""{"type":"error","error":{"type":"api_error","message":"Internal"}}"""), "Provider"),
        ("data: {\"error\":{\"message\":\"no\"}}\n\n", "Provider"),
        ("data: nonsense\n\n", "Provider"),
    ];

    protected override IEnumerable<(string Body, string Param)> Refused =>
    [
        ("""{"model":"m","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]}]}""", "messages[0].content[0].type"),
        ("""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"ftp://x"}}]}]}""", "messages[0].content[1].image_url.url"),
        ("""{"model":"m","messages":[{"role":"tool","content":"x"}]}""", "messages[0].tool_call_id"),
        ("""{"model":"m","messages":[{"role":"nobody","content":"x"}]}""", "messages[0].role"),
        ("""{"model":"m","messages":[{"role":"user","content":""}]}""", "messages"),
        ("""{"model":"m","tools":[{"type":"function","function":{}}],"messages":[{"role":"user","content":"x"}]}""", "tools[0].function.name"),
    ];

    protected override IEnumerable<(int Status, string Body, string Class)> Errors =>
    [
        (400, Error("invalid_request_error", "messages: at least one message is required"), "Caller"),
        (400, Error("invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"), "ContextWindow"),
        (400, Error("invalid_request_error", "input length and `max_tokens` exceed context limit: 1 + 2 > 3"), "ContextWindow"),
        (400, Error("invalid_request_error", "Your credit balance is too low to access the Anthropic API."), "Account"),
        (400, Error("invalid_request_error", "Output blocked by content filtering policy"), "Content"),
        (401, Error("authentication_error", "invalid x-api-key"), "Key"),
        (402, Error("billing_error", "Pay"), "Account"),
        (403, Error("permission_error", "no"), "Key"),
        (404, Error("not_found_error", "model: claude-9"), "Model"),
        (404, "<html>", "Model"),
        (413, Error("request_too_large", "Request exceeds the maximum size"), "Caller"),
        (429, AnthropicSamples.RateLimited, "Key"),
        (500, Error("api_error", "Internal server error"), "Provider"),
        (504, Error("timeout_error", "Request timed out"), "Provider"),
        (529, Error("overloaded_error", "Overloaded"), "Provider"),
        (200, Error("overloaded_error", "Overloaded"), "Provider"),
        (200, Error("rate_limit_error", "x"), "Key"),
        (200, "{}", "Provider"),
        (200, "{\"content\":\"text\"}", "Provider"),
        (200, "<html>", "Provider"),
        (302, "", "Provider"),
    ];

    [Fact]
    public void Recordings_WholeAndStreamed_DecodeWithoutLoss()
    {
        if (SharedFiles.Directory("fixtures/providers/anthropic") is not { } directory)
        {
            Assert.Skip("The recordings are not here.");
            return;
        }

        foreach (var file in Directory.GetFiles(directory, "*.json"))
        {
            var text = File.ReadAllText(file);
            var own = JsonElement.Parse(text);
            var facts = new AnswerFacts { Detailed = true };
            var read = OpenAiReading.Whole(TranslationRun.Read(Find(), text, facts, out var failure)!);

            Assert.Null(failure);
            Compare(own.GetProperty("content").EnumerateArray().ToList(), read);
            Assert.Equal(own.GetProperty("usage").GetProperty("output_tokens").GetInt64(), facts.OutputTokens);
        }

        foreach (var file in Directory.GetFiles(directory, "*.chunks.txt"))
        {
            var lines = File.ReadLines(file).Where(line => line.Length > 0).ToList();
            var events = lines.ConvertAll(line => JsonElement.Parse(line));
            var facts = new AnswerFacts();
            var stream = TranslationRun.Stream(Find(), [Encoding.UTF8.GetBytes(AnthropicSamples.Events(lines))], facts, includeUsage: true);
            var read = OpenAiReading.Streamed(stream.Chunks);

            Assert.True(stream.IsWhole, file);
            Assert.Equal(Deltas("text"), read.Text);
            Assert.Equal(Deltas("partial_json"), string.Concat(read.Calls.Select(call => call.Arguments == "{}" ? "" : call.Arguments)));
            Assert.Equal(events.Count(item => item.TryGetProperty("content_block", out var block) && block.GetProperty("type").GetString() == "tool_use"), read.Calls.Count);
            Assert.Equal(events.Last(item => item.TryGetProperty("usage", out _)).GetProperty("usage").GetProperty("output_tokens").GetInt64(), facts.OutputTokens);

            string Deltas(string field) => string.Concat(events.Where(item => item.TryGetProperty("delta", out var delta) && delta.TryGetProperty(field, out _)).Select(item => item.GetProperty("delta").GetProperty(field).GetString()));
        }

        static void Compare(List<JsonElement> blocks, OpenAiReading read)
        {
            Assert.Equal(string.Concat(blocks.Where(block => block.TryGetProperty("text", out _)).Select(block => block.GetProperty("text").GetString())), read.Text);
            var calls = blocks.Where(block => block.GetProperty("type").GetString() == "tool_use").ToList();
            Assert.Equal(calls.Select(call => (call.GetProperty("id").GetString(), call.GetProperty("name").GetString())), read.Calls.Select(call => (call.Id, call.Name)));
            Assert.All(calls.Zip(read.Calls), pair => Assert.True(JsonElement.DeepEquals(pair.First.GetProperty("input"), JsonElement.Parse(pair.Second.Arguments))));
        }
    }

    [Theory]
    [InlineData("anthropic-ratelimit-requests-limit", "50", "x-ratelimit-limit-requests", "50")]
    [InlineData("anthropic-ratelimit-input-tokens-remaining", "9", "x-ratelimit-remaining-input-tokens", "9")]
    [InlineData("anthropic-ratelimit-tokens-reset", "2026-11-25T00:01:02.500Z", "x-ratelimit-reset-tokens", "1m2.5s")]
    [InlineData("anthropic-ratelimit-tokens-reset", "2020-01-01T00:00:00Z", "x-ratelimit-reset-tokens", "0s")]
    [InlineData("request-id", "req_9", "x-request-id", "req_9")]
    [InlineData("anthropic-organization-id", "org", null, "org")]
    public void CallerHeader_Known_HasOpenAisNameAndForm(string name, string value, string? shown, string expected)
    {
        Assert.Equal(shown, AnthropicHeaders.ForCaller(name));
        Assert.Equal(expected, AnthropicHeaders.Value(name, value, new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero)));
    }

    private static string Error(string type, string message) => $"{{\"type\":\"error\",\"error\":{{\"type\":\"{type}\",\"message\":\"{message}\"}},\"request_id\":\"req_1\"}}";
}
