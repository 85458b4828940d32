using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using YYC3.Llm.Router.Messages;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Tests.Router.Messages;

public sealed class ChatRequestTests
{
    private static readonly string[] Blocks =
    [
        """{"type":"text","text":"a"}""", """{"type":"text"}""", """{"type":"text","text":7}""", "7", "null", "{}", """{"type":7}""",
        """{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}""", """{"type":"image"}""", """{"type":"image","source":{"type":"url"}}""",
        """{"type":"document","title":"t","source":{"type":"text","data":"d"}}""", """{"type":"document","source":{"type":"base64","data":"AAAA"}}""", """{"type":"document","source":{"type":"file","file_id":"f"}}""",
        """{"type":"tool_use","id":"t1","name":"f","input":{"a":[1]}}""", """{"type":"tool_use","id":7}""", """{"type":"tool_use","id":"t2","name":"f","input":7}""",
        """{"type":"tool_result","tool_use_id":"t1","content":"r"}""", """{"type":"tool_result"}""", """{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":[7,{"type":"image","source":{}}]}""",
        """{"type":"thinking","thinking":"x","signature":"s"}""", """{"type":"thinking"}""", """{"type":"redacted_thinking","data":"d"}""", """{"type":"server_tool_use","id":"s"}""", """{"type":"kind_to_come"}""",
    ];

    [Theory]
    [InlineData("""{"type":"enabled","budget_tokens":1024}""", "{}", "low")]
    [InlineData("""{"type":"enabled","budget_tokens":8000}""", "{}", "medium")]
    [InlineData("""{"type":"enabled","budget_tokens":31999}""", "{}", "high")]
    [InlineData("""{"type":"disabled"}""", "{}", null)]
    [InlineData("""{"type":"adaptive"}""", """{"effort":"max"}""", "high")]
    [InlineData("""{"type":"adaptive"}""", "{}", null)]
    public void ReadRequest_Thinking_BecomesAnEffort(string thinking, string config, string? effort)
    {
        var chat = JsonElement.Parse(Read($"{{\"model\":\"m\",\"thinking\":{thinking},\"output_config\":{config},\"messages\":[]}}")!);

        Assert.Equal(effort, chat.TryGetProperty("reasoning_effort", out var told) ? told.GetString() : null);
    }

    [Fact]
    public void ReadRequest_OutputFormat_BecomesASchema()
    {
        var chat = JsonElement.Parse(Read("""{"model":"m","output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},"messages":[]}""")!);

        Assert.Equal("""{"type":"json_schema","json_schema":{"name":"answer","strict":true,"schema":{"type":"object"}}}""", chat.GetProperty("response_format").GetRawText());
    }

    [Fact]
    public void ReadRequest_Documents_BecomeFilesOrText()
    {
        var chat = JsonElement.Parse(Read("""{"model":"m","messages":[{"role":"user","content":[{"type":"document","title":"a.pdf","source":{"type":"base64","media_type":"application/pdf","data":"AAAA"}},{"type":"document","title":"b","source":{"type":"text","data":"text"}}]}]}""")!);

        Assert.Equal(
            """[{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AAAA"}},{"type":"text","text":"b\n\ntext"}]""",
            chat.GetProperty("messages")[0].GetProperty("content").GetRawText());
    }

    [Property(MaxTest = 300)]
    public void ReadRequest_AnyTurns_GivesJsonOrNamesAField(int[]? picks, bool assistantFirst)
    {
        var content = (picks ?? []).Select(pick => Blocks[(int)((uint)pick % (uint)Blocks.Length)]).ToList();
        var turns = content.Select((block, i) => $"{{\"role\":\"{(i % 2 == 0 == assistantFirst ? "assistant" : "user")}\",\"content\":[{block},{string.Join(",", content)}]}}");
        var error = new MessagesFormat(Operation.Messages).ReadRequest(Encoding.UTF8.GetBytes($"{{\"model\":\"m\",\"system\":{(content.Count > 0 ? content[0] : "7")},\"tools\":[{string.Join(",", content)}],\"messages\":[{string.Join(",", turns)}]}}"), new ArrayBufferWriter<byte>());

        Assert.True(error is null or { Status: 400, Param: not null });
    }

    [Property(MaxTest = 300)]
    public void ReadRequest_AnyBytes_NeverThrows(byte[]? bytes) =>
        new MessagesFormat(Operation.Messages).ReadRequest(bytes ?? [], new ArrayBufferWriter<byte>());

    private static string? Read(string body)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(new MessagesFormat(Operation.Messages).ReadRequest(Encoding.UTF8.GetBytes(body), output));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
