using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Tests.ChatApi.Grounding;

public class GroundedStreamTests
{
    private static readonly Passage Apt = new("vs_1", "file-1", "a.md", "chunk_1", null, null, 3, 9, 0.5, "text");

    [Fact]
    public void Before_MarkSplitOverChunks_IsAnnotatedBeforeTheFinish()
    {
        var sent = Run(
            Chunk("""{"role":"assistant","content":"See "}""", "null"),
            Chunk("""{"content":"["}""", "null"),
            Chunk("""{"content":"1]."}""", "null"),
            Chunk("{}", "\"stop\""),
            "data: [DONE]\n\n");

        Assert.Equal(6, sent.Count);
        Assert.Equal("c1", (string?)sent[3]["id"]);
        var annotation = Assert.Single(sent[3]["choices"]![0]!["delta"]!["annotations"]!.AsArray())!;
        Assert.Equal("file_citation", (string?)annotation["type"]);
        Assert.Equal(4, (int?)annotation["start_index"]);
        Assert.Equal(7, (int?)annotation["end_index"]);
        Assert.Equal("file-1", (string?)annotation["file_id"]);
        Assert.Equal("""{"start":3,"end":9}""", annotation["span"]!.ToJsonString());
        Assert.Equal("stop", (string?)sent[4]["choices"]![0]!["finish_reason"]);
    }

    [Theory]
    [InlineData(": comment\n\n")]
    [InlineData("data: not json\n\n")]
    [InlineData("data: {\"error\":{\"message\":\"x\"}}\n\n")]
    [InlineData("data: {\"choices\":[]}\n\n")]
    [InlineData("data: {\"choices\":[null,{\"index\":\"a\",\"delta\":null,\"finish_reason\":\"stop\"}]}\n\n")]
    public void Before_OtherEvents_AddNothing(string block) => Assert.Single(Split(RunRaw(block)));

    private static string Chunk(string delta, string finish) =>
        $$"""data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{finish}}}]}""" + "\n\n";

    private static List<JsonNode> Run(params string[] blocks) =>
        [.. Split(RunRaw(blocks)).Select(block => JsonNode.Parse(block["data: ".Length..] is "[DONE]" ? "{}" : block["data: ".Length..])!)];

    private static string[] Split(string stream) => stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

    private static string RunRaw(params string[] blocks)
    {
        var filter = new GroundedStream([Apt]);
        var output = new ArrayBufferWriter<byte>();
        using var framer = new SseFramer();
        framer.Append(Encoding.UTF8.GetBytes(string.Concat(blocks)));
        while (framer.TryRead(out var block))
        {
            filter.Before(block, output);
            output.Write(block.Raw.Span);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
