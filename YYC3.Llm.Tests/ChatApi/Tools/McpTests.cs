using System.Net;
using System.Text.Json;
using YYC3.Llm.Tests.ChatApi.Responses;
using YYC3.Llm.Tests.Testing;
using static YYC3.Llm.Tests.ChatApi.Responses.ResponsesRig;

namespace YYC3.Llm.Tests.ChatApi.Tools;

/// <summary>Remote tools, from a real MCP server over HTTP.</summary>
public sealed class McpTests
{
    private static readonly Dictionary<string, string> Inside = new() { ["Outside:InternalHosts:0"] = "127.0.0.1" };

    [Fact]
    public async Task Can_CallARemoteTool_WithoutShowingItsSecret()
    {
        await using var server = await McpServer.StartAsync();
        await using var rig = await ResponsesRig.StartAsync(Turns(Calls("call_1", "dice_roll", """{"sides":6}"""), Says("A six")), new ChatApiHostOptions { Settings = Inside });
        var tool = $$"""{"type":"mcp","server_label":"dice","server_url":"{{server.Url}}","authorization":"secret-token","require_approval":"never","allowed_tools":["roll"]}""";

        var events = await rig.StreamAsync($$"""{"model":"m","input":"Roll","stream":true,"tools":[{{tool}}]}""");

        Assert.Subset(
            events.Select(e => e.Text("type")).ToHashSet(),
            new HashSet<string> { "response.mcp_list_tools.in_progress", "response.mcp_list_tools.completed", "response.mcp_call.in_progress", "response.mcp_call_arguments.delta", "response.mcp_call_arguments.done", "response.mcp_call.completed" });
        var response = events[^1].GetProperty("response");
        Assert.Equal(["mcp_list_tools", "mcp_call", "message"], response.GetProperty("output").EnumerateArray().Select(item => item.Text("type")));
        var call = response.GetProperty("output")[1];
        Assert.Equal(("dice", "roll", "rolled one of 6"), (call.Text("server_label"), call.Text("name"), call.Text("output")));
        Assert.Equal("Rolls dice", rig.Asked[0].GetProperty("tools").EnumerateArray().Single().GetProperty("function").Text("description"));
        Assert.Equal("rolled one of 6", rig.Asked[1].GetProperty("messages").EnumerateArray().Last().Text("content"));
        Assert.All(server.Authorizations, authorization => Assert.Equal("Bearer secret-token", authorization));
        Assert.DoesNotContain("secret-token", (await rig.Http.GetJsonAsync($"{Root}/{response.Text("id")}")).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Can_WaitForTheCallersApproval(bool approves)
    {
        await using var server = await McpServer.StartAsync();
        await using var rig = await ResponsesRig.StartAsync(Turns(Calls("call_1", "dice_roll", """{"sides":6}"""), Says("Well")), new ChatApiHostOptions { Settings = Inside });
        var tool = $$"""{"type":"mcp","server_label":"dice","server_url":"{{server.Url}}"}""";

        var first = await rig.CreateAsync($$"""{"model":"m","input":"Roll","tools":[{{tool}}]}""");
        var request = first.GetProperty("output").EnumerateArray().Last();
        Assert.Equal("mcp_approval_request", request.Text("type"));
        var second = await rig.CreateAsync(
            $$"""{"model":"m","previous_response_id":"{{first.Text("id")}}","tools":[{{tool}}],"input":[{"type":"mcp_approval_response","approval_request_id":"{{request.Text("id")}}","approve":{{(approves ? "true" : "false")}},"reason":"Because"}]}""");

        Assert.Equal(approves ? ["mcp_call", "message"] : ["message"], second.GetProperty("output").EnumerateArray().Select(item => item.Text("type")));
        var messages = rig.Asked[1].GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(["user", "assistant", "tool"], messages.Select(message => message.Text("role")));
        Assert.Equal("dice_roll", messages[1].GetProperty("tool_calls")[0].GetProperty("function").Text("name"));
        Assert.Equal(approves ? "rolled one of 6" : "The user did not allow this call. Because", messages[2].Text("content"));
    }

    [Fact]
    public async Task Tell_TheModelOfAFailure()
    {
        await using var server = await McpServer.StartAsync();
        await using var rig = await ResponsesRig.StartAsync(Turns(Calls("call_1", "dice_break", "{}"), Says("Sorry")), new ChatApiHostOptions { Settings = Inside });

        var response = await rig.CreateAsync($$"""{"model":"m","input":"Break","tools":[{"type":"mcp","server_label":"dice","server_url":"{{server.Url}}","require_approval":"never"}]}""");

        var call = response.GetProperty("output")[1];
        Assert.Equal(("mcp_call", "failed", "mcp_tool_execution_error"), (call.Text("type"), call.Text("status"), call.GetProperty("error").Text("type")));
        Assert.Equal("Sorry", TextOf(response));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/mcp", "internal address")]
    [InlineData("http://localhost:1/mcp", "internal address")]
    [InlineData("http://169.254.169.254/latest", "internal address")]
    [InlineData("http://[::ffff:10.0.0.1]/mcp", "internal address")]
    public async Task Connects_ToNothingInside(string url, string reason)
    {
        await using var rig = await ResponsesRig.StartAsync(Says("Hi"));

        using var answer = await rig.Http.PostAsync(Root, ApiAnswers.Json($$"""{"model":"m","input":"x","tools":[{"type":"mcp","server_label":"a","server_url":"{{url}}"}]}"""), TestContext.Current.CancellationToken);

        Assert.Contains(reason, await answer.ErrorAsync(HttpStatusCode.FailedDependency, "http_error", "tools"), StringComparison.Ordinal);
        Assert.Empty(rig.Asked);
    }

    [Theory]
    [InlineData("""{"type":"mcp","server_url":"https://x.example"}""", "tools[0].server_label")]
    [InlineData("""{"type":"mcp","server_label":"a"}""", "tools[0].server_url")]
    [InlineData("""{"type":"mcp","server_label":"a","server_url":"file:///etc/passwd"}""", "tools[0].server_url")]
    [InlineData("""{"type":"mcp","server_label":"a","server_url":"https://x.example","require_approval":"maybe"}""", "tools[0].require_approval")]
    public async Task Refuse_AWrongEntry(string tool, string param)
    {
        await using var rig = await ResponsesRig.StartAsync(Says("Hi"));

        using var answer = await rig.Http.PostAsync(Root, ApiAnswers.Json($$"""{"model":"m","input":"x","tools":[{{tool}}]}"""), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(param, JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("error").Text("param"));
    }
}
