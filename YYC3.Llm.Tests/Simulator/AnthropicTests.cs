using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Simulator;

/// <summary>Anthropic's Messages API: events, usage, signatures, refusals.</summary>
public class AnthropicTests(SimulatorFixture simulator) : IClassFixture<SimulatorFixture>
{
    private const string Headers = "x-api-key: k\r\nanthropic-version: 2023-06-01\r\n";
    private const string Tool = """{"name":"get_weather","input_schema":{"type":"object"}}""";

    private Task<WireReply> Post(string body, string path = "/anthropic/v1/messages") => WireClient.PostAsync(simulator.Url, path, body, null, Headers);

    [Fact]
    public async Task Can_stream_thoughts_text_and_a_call_in_blocks()
    {
        var reply = await DialectCall.ChatAsync(simulator.Url, "anthropic", "sim-tools?reasoning=2&chunks=3", stream: true);

        var events = DialectCall.Events(reply);
        var types = events.Select(one => one.GetProperty("type").GetString());
        Assert.Equal(
            ["message_start", "content_block_start", "ping", "content_block_delta", "content_block_delta", "content_block_delta", "content_block_stop",
            "content_block_start", "content_block_delta", "content_block_delta", "content_block_delta", "content_block_delta", "content_block_stop", "message_delta", "message_stop"], types);
        Assert.All(reply.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Zip(types), pair => Assert.StartsWith($"event: {pair.Second}\ndata: ", pair.First, StringComparison.Ordinal));

        var thoughts = string.Concat(Deltas(events, "thinking_delta", "thinking"));
        Assert.Equal([Signature.Of(thoughts)], Deltas(events, "signature_delta", "signature"));
        Assert.Equal("""{"city":"北京","unit":"celsius"}""", string.Concat(Deltas(events, "input_json_delta", "partial_json")));
        Assert.Equal("tool_use", events[^2].GetProperty("delta").GetProperty("stop_reason").GetString());
    }

    [Theory]
    [InlineData("", "0,5")]
    [InlineData("&usage=zero-first", "0,5")]
    [InlineData("&usage=missing", "-,-")]
    [InlineData("&usage=last", "-,5")]
    public async Task Can_report_usage_where_it_does(string fault, string expected)
    {
        var events = DialectCall.Events(await DialectCall.ChatAsync(simulator.Url, "anthropic", "sim?prompt=100&cached=30&write5m=20&write1h=10&tokens=5" + fault, stream: true));

        string Output(JsonElement holder) => holder.TryGetProperty("usage", out var usage) ? usage.GetProperty("output_tokens").GetRawText() : "-";
        Assert.Equal(expected, $"{Output(events[0].GetProperty("message"))},{Output(events[^2])}");
        if (fault.Length == 0)
        {
            var usage = events[0].GetProperty("message").GetProperty("usage");
            Assert.Equal(40, usage.GetProperty("input_tokens").GetInt32());
            Assert.Equal(30, usage.GetProperty("cache_read_input_tokens").GetInt32());
            Assert.Equal(30, usage.GetProperty("cache_creation_input_tokens").GetInt32());
            Assert.Equal(10, usage.GetProperty("cache_creation").GetProperty("ephemeral_1h_input_tokens").GetInt32());
        }
    }

    [Fact]
    public async Task Can_demand_its_thoughts_back_in_a_tool_turn()
    {
        string Turn(string thoughts) => $$$"""
            {"model":"sim-tools?signatures=demand","max_tokens":4096,"thinking":{"type":"enabled","budget_tokens":1024},"tools":[{{{Tool}}}],
             "messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{{{thoughts}}}{"type":"tool_use","id":"toolu_1","name":"get_weather","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"21 °C"}]}]}
            """;
        string Thought(string text, string signature) => $$"""{"type":"thinking","thinking":"{{text}}","signature":"{{signature}}"},""";

        var right = await Post(Turn(Thought("so", Signature.Of("so"))));
        var changed = await Post(Turn(Thought("So", Signature.Of("so"))));
        var missing = await Post(Turn(""));

        Assert.Equal("21 °C", DialectCall.Json(right).GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Contains("Invalid `signature`", changed.Text, StringComparison.Ordinal);
        Assert.Contains("Expected `thinking`", missing.Text, StringComparison.Ordinal);
        Assert.Equal((400, 400), (changed.Status, missing.Status));
    }

    [Theory]
    [InlineData("""{"model":"sim","messages":[{"role":"user","content":"hi"}]}""", "max_tokens: Field required")]
    [InlineData("""{"model":"sim","max_tokens":9,"messages":[]}""", "at least one message")]
    [InlineData("""{"model":"sim","max_tokens":9,"messages":[{"role":"system","content":"hi"}]}""", "messages.0.role")]
    [InlineData("""{"model":"sim","max_tokens":9,"messages":[{"role":"assistant","content":"hi"}]}""", "first message")]
    [InlineData("""{"model":"sim","max_tokens":9,"n":1,"messages":[{"role":"user","content":"hi"}]}""", "n: there is no such field")]
    [InlineData("""{"model":"sim","max_tokens":"9","messages":[{"role":"user","content":"hi"}]}""", "max_tokens: must be a whole number")]
    [InlineData("""{"model":"sim","max_tokens":9,"temperature":1.5,"messages":[{"role":"user","content":"hi"}]}""", "temperature: 1.5 is not from 0 to 1")]
    [InlineData("""{"model":"sim","max_tokens":9,"messages":[{"role":"user","content":[{"type":"image_url"}]}]}""", "messages.0.content.0.type")]
    [InlineData("""{"model":"sim","max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":"{}"}]}]}""", "input: must be an object")]
    [InlineData("""{"model":"sim","max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{}}]},{"role":"user","content":"b"}]}""", "tool calls without results: t")]
    [InlineData("""{"model":"sim","max_tokens":9,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"x","content":"b"}]}]}""", "'x' answers no tool call")]
    [InlineData("""{"model":"sim","max_tokens":9,"tools":[{"name":"f","parameters":{}}],"messages":[{"role":"user","content":"a"}]}""", "tools.0.parameters")]
    public async Task Refuses_what_anthropic_refuses(string body, string named)
    {
        var reply = await Post(body);

        var root = DialectCall.Json(reply);
        Assert.Equal(400, reply.Status);
        Assert.Equal("invalid_request_error", root.GetProperty("error").GetProperty("type").GetString());
        Assert.Contains(named, root.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_see_images_and_count_tokens()
    {
        var seen = await Post("""{"model":"sim-see","max_tokens":9,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0K"}},{"type":"image","source":{"type":"url","url":"http://a/b.png"}}]}]}""");
        var counted = await Post("""{"model":"sim?prompt=77","messages":[{"role":"user","content":"hi"}]}""", "/anthropic/v1/messages/count_tokens");

        Assert.Contains("2 images: image/png, url", seen.Text, StringComparison.Ordinal);
        Assert.Equal("""{"input_tokens":77}""", counted.Text);
    }

    [Fact]
    public async Task Has_no_field_that_recordings_lack()
    {
        var directory = SharedFiles.Directory("fixtures/providers/anthropic");
        Assert.SkipWhen(directory is null, "The recordings are not beside this repository.");

        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(directory!, "*.chunks.txt"))
        {
            foreach (var line in await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken))
            {
                known.UnionWith(Fields.Of(JsonDocument.Parse(line).RootElement));
            }
        }

        var ours = DialectCall.Events(await DialectCall.ChatAsync(simulator.Url, "anthropic", "sim-tools", stream: true)).Concat(DialectCall.Events(await DialectCall.ChatAsync(simulator.Url, "anthropic", "sim", stream: true)));
        Assert.Empty(ours.SelectMany(Fields.Of).Distinct().Except(known));
    }

    private static string[] Deltas(IEnumerable<JsonElement> events, string type, string field) =>
        [.. events.Where(one => one.TryGetProperty("delta", out var delta) && delta.TryGetProperty("type", out var kind) && kind.ValueEquals(type)).Select(one => one.GetProperty("delta").GetProperty(field).GetString()!)];
}
