using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Tests.ChatApi.Grounding;

public class GroundedRequestTests
{
    private static readonly Passage Apt = new("vs_1", "file-1", "手册.pdf", "chunk_1", 12, "3.2 包管理", 100, 140, 0.9, "用 apt install 安装 <软件包>。");

    [Fact]
    public void Write_OnlyTool_RemovesToolAndItsChoice()
    {
        var body = Write("""{"model":"m","tools":[{"type":"file_search","vector_store_ids":["vs_1"]}],"tool_choice":"auto","parallel_tool_calls":true,"messages":[{"role":"user","content":"怎么安装？"}],"x_unknown":{"a":1.50}}""");

        Assert.Null(body["tools"]);
        Assert.Null(body["tool_choice"]);
        Assert.Null(body["parallel_tool_calls"]);
        Assert.Equal("""{"a":1.50}""", body["x_unknown"]!.ToJsonString());
    }

    [Fact]
    public void Write_OtherTools_StayWithTheirChoice()
    {
        var body = Write("""{"tools":[{"type":"function","function":{"name":"f"}},{"type":"file_search","vector_store_ids":["vs_1"]}],"tool_choice":"required","messages":[{"role":"user","content":"q"}]}""");

        Assert.Equal("""[{"type":"function","function":{"name":"f"}}]""", body["tools"]!.ToJsonString());
        Assert.Equal("required", (string?)body["tool_choice"]);
    }

    [Fact]
    public void Write_NoInstructions_PutsSourcesFirst()
    {
        var messages = Write("""{"tools":[{"type":"file_search","vector_store_ids":["vs_1"]}],"messages":[{"role":"user","content":"q"}]}""")["messages"]!.AsArray();

        Assert.Equal(2, messages.Count);
        Assert.Equal("system", (string?)messages[0]!["role"]);
        Assert.Equal(new Source(1, "手册.pdf", 12, "3.2 包管理", "用 apt install 安装 <软件包>。"), Assert.Single(SourceBlock.Read((string)messages[0]!["content"]!)));
        Assert.Equal("""{"role":"user","content":"q"}""", messages[1]!.ToJsonString());
    }

    [Theory]
    [InlineData("system", "\"Be brief.\"")]
    [InlineData("developer", "\"Be brief.\"")]
    [InlineData("system", """[{"type":"text","text":"Be brief."}]""")]
    public void Write_Instructions_StandBeforeTheSources(string role, string content)
    {
        var messages = Write($$"""{"tools":[{"type":"file_search","vector_store_ids":["vs_1"]}],"messages":[{"role":"{{role}}","content":{{content}}},{"role":"user","content":"q"}]}""")["messages"]!.AsArray();

        Assert.Equal(2, messages.Count);
        var text = messages[0]!["content"] is JsonArray parts ? string.Join("\n\n", parts.Select(part => (string?)part!["text"])) : (string)messages[0]!["content"]!;
        Assert.StartsWith("Be brief.\n\n", text, StringComparison.Ordinal);
        Assert.Single(SourceBlock.Read(text));
    }

    [Fact]
    public void Parse_PartsOfText_AreTheQuestion()
    {
        var request = Parse("""{"tools":[{"type":"file_search","vector_store_ids":["vs_1"]}],"messages":[{"role":"user","content":"old"},{"role":"assistant","content":"a"},{"role":"user","content":[{"type":"text","text":"怎么"},{"type":"image_url","image_url":{"url":"data:"}},{"type":"text","text":"安装？"}]}]}""");

        Assert.Equal("怎么\n安装？", request.Question);
    }

    [Theory]
    [InlineData("""{"tools":[{"type":"file_search"}],"messages":[{"role":"user","content":"q"}]}""", "tools[0].vector_store_ids")]
    [InlineData("""{"tools":[{"type":"file_search","vector_store_ids":[]}],"messages":[{"role":"user","content":"q"}]}""", "tools[0].vector_store_ids")]
    [InlineData("""{"tools":[{"type":"file_search","vector_store_ids":[7]}],"messages":[{"role":"user","content":"q"}]}""", "tools[0].vector_store_ids")]
    [InlineData("""{"tools":[{"type":"file_search","vector_store_ids":["vs_1"],"max_num_results":51}],"messages":[{"role":"user","content":"q"}]}""", "tools[0].max_num_results")]
    [InlineData("""{"tools":[{"type":"file_search","vector_store_ids":["vs_1"],"max_num_results":"5"}],"messages":[{"role":"user","content":"q"}]}""", "tools[0].max_num_results")]
    [InlineData("""{"tools":[{"type":"file_search","vector_store_ids":["vs_1"]}]}""", "messages")]
    [InlineData("""{"tools":[{"type":"file_search","vector_store_ids":["vs_1"]}],"messages":[{"role":"assistant","content":"a"}]}""", "messages")]
    [InlineData("""{"tools":[{"type":"file_search","vector_store_ids":["vs_1"]}],"messages":[{"role":"user","content":{"text":"q"}}]}""", "messages")]
    public void Parse_WrongField_IsNamed(string body, string field)
    {
        var error = Assert.Throws<ApiException>(() => Parse(body));

        Assert.Equal(400, error.Status);
        Assert.Equal(field, error.Param);
    }

    [Fact]
    public void Parse_SameNameTwice_IsRefused() =>
        Assert.ThrowsAny<JsonException>(() => Parse("""{"tools":[{"type":"file_search","vector_store_ids":["vs_1"]}],"messages":[],"messages":[{"role":"user","content":"q"}]}"""));

    [Fact]
    public void Write_NothingSearched_SaysSo()
    {
        var request = Parse("""{"tools":[{"type":"file_search","vector_store_ids":["vs_1"]}],"messages":[{"role":"user","content":"q"}]}""");

        Assert.Contains("could not be searched", Encoding.UTF8.GetString(request.Write(null).Span), StringComparison.Ordinal);
    }

    private static GroundedRequest Parse(string body) => GroundedRequest.Parse(Encoding.UTF8.GetBytes(body));

    private static JsonObject Write(string body) => JsonNode.Parse(Parse(body).Write([Apt]).Span)!.AsObject();
}
