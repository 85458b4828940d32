using System.Net;
using System.Text.Json;
using YYC3.Llm.Tests.Testing;
using static YYC3.Llm.Tests.ChatApi.Responses.ResponsesRig;

namespace YYC3.Llm.Tests.ChatApi.Responses;

/// <summary>What a model gets to see, and what the receipt says of it.</summary>
public sealed class ContextTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Can_LeaveOutOlderTurns_AndSayWhich()
    {
        await using var rig = await ResponsesRig.StartAsync(Answers("Answer"));
        var id = (await rig.Http.PostJsonAsync("/v1/conversations", "{}")).Text("id");
        for (var turn = 0; turn < 4; turn++)
        {
            await rig.CreateAsync($$"""{"model":"m","conversation":"{{id}}","input":"{{turn}} {{string.Concat(Enumerable.Repeat("words and words ", 160))}}"}""");
        }

        using var refused = await rig.Http.PostAsync(Root, ApiAnswers.Json($$"""{"model":"m","conversation":"{{id}}","input":"Short","max_context_length":1500,"max_output_tokens":100}"""), Cancellation);
        Assert.Contains("1500 tokens", await refused.ErrorAsync(HttpStatusCode.BadRequest, "context_length_exceeded", "input"), StringComparison.Ordinal);
        var response = await rig.CreateAsync(
            $$"""{"model":"m","conversation":"{{id}}","input":"Short","instructions":"Be kind","max_context_length":1500,"max_output_tokens":100,"truncation":"auto","include":["context.receipt"]}""");

        var receipt = response.GetProperty("context_receipt");
        Assert.True(JsonElement.DeepEquals(receipt, await rig.Http.GetJsonAsync($"{Root}/{response.Text("id")}/context")));
        Assert.Equal(1500, receipt.GetProperty("context_length").GetInt32());
        Assert.InRange(receipt.GetProperty("input_tokens").GetInt32(), 100, 1400);
        Assert.NotEmpty(receipt.GetProperty("dropped").EnumerateArray());
        Assert.All(receipt.GetProperty("dropped").EnumerateArray(), item => Assert.Equal("truncated", item.Text("reason")));
        var sent = rig.Asked[^1].GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal("Be kind", sent[0].Text("content"));
        Assert.Equal("Short", sent[^1].Text("content"));
        Assert.Equal("user", sent[1].Text("role"));
        Assert.Equal(sent.Count - 1, receipt.GetProperty("included").GetArrayLength());
    }

    [Fact]
    public async Task Can_CompactOlderTurns_AndGoOnFromTheSummary()
    {
        await using var rig = await ResponsesRig.StartAsync(
            Answers("Answer"), new ChatApiHostOptions { Settings = new Dictionary<string, string> { ["Context:SummaryModel"] = "m" } });
        var last = await rig.CreateAsync($$"""{"model":"m","input":"My dog is called Rex. {{string.Concat(Enumerable.Repeat("words and words ", 500))}}"}""");
        rig.Provider.Script = context => rig.Asked[^1].TryGetProperty("stream", out _) ? Answers("Fine")(context) : ScriptedProvider.Json(200, Samples.Completion.Replace("Hi 你好", "The dog is Rex", StringComparison.Ordinal))(context);

        var compacted = await rig.CreateAsync($$"""{"model":"m","input":"Next","previous_response_id":"{{last.Text("id")}}","context_management":[{"type":"compaction","compact_threshold":1000}],"include":["context.receipt"]}""");
        await rig.CreateAsync($$"""{"model":"m","input":"And then?","previous_response_id":"{{compacted.Text("id")}}"}""");

        Assert.Equal(["compaction", "message"], compacted.GetProperty("output").EnumerateArray().Select(item => item.Text("type")));
        Assert.Equal(["summarised", "summarised"], compacted.GetProperty("context_receipt").GetProperty("dropped").EnumerateArray().Select(item => item.Text("reason")));
        var sent = rig.Asked[^1].GetProperty("messages").EnumerateArray().Select(message => message.Text("content")).ToList();
        Assert.Contains("The dog is Rex", sent[0], StringComparison.Ordinal);
        Assert.Equal(["Next", "Fine", "And then?"], sent[1..]);
        Assert.Equal(4, rig.Asked.Length);
    }

    [Fact]
    public async Task Can_CountTokens_AndCompactByHand()
    {
        await using var rig = await ResponsesRig.StartAsync(Says("Hi"));
        var items = string.Join(',', Enumerable.Range(0, 20).SelectMany(i => new[] { $$"""{"role":"user","content":"Question {{i}} about the river Yangtze. {{string.Concat(Enumerable.Repeat("It is long. ", 20))}}"}""", $$"""{"role":"assistant","content":"Answer {{i}}."}""" }));

        var count = await rig.Http.PostJsonAsync(Root + "/input_tokens", $$"""{"model":"m","input":[{{items}}]}""");
        var compacted = await rig.Http.PostJsonAsync(Root + "/compact", $$"""{"model":"m","input":[{{items}}]}""");
        var after = await rig.Http.PostJsonAsync(Root + "/input_tokens", $$"""{"model":"m","input":{{compacted.GetProperty("output").GetRawText()}}}""");

        OpenAiSpec.Fits("TokenCountsResource", count);
        OpenAiSpec.Fits("CompactResource", compacted);
        Assert.InRange(count.GetProperty("input_tokens").GetInt32(), 1000, 4000);
        Assert.InRange(after.GetProperty("input_tokens").GetInt32(), 10, count.GetProperty("input_tokens").GetInt32() / 2);
        Assert.Empty(rig.Asked);
    }

    // Without a count of tokens, so that ours is taken.
    private static Microsoft.AspNetCore.Http.RequestDelegate Answers(string text) => ScriptedProvider.Stream(Samples.Role, Delta(new { content = text }), Samples.Finish, Samples.Done);

    [Fact]
    public async Task Learns_HowAModelCounts()
    {
        await using var rig = await ResponsesRig.StartAsync(ScriptedProvider.Stream(
            Samples.Role, Samples.Finish, Samples.Usage.Replace("\"prompt_tokens\":9", "\"prompt_tokens\":2000", StringComparison.Ordinal), Samples.Done));
        var body = $$"""{"model":"m","input":"{{string.Concat(Enumerable.Repeat("words and words ", 300))}}"}""";
        var before = (await rig.Http.PostJsonAsync(Root + "/input_tokens", body)).GetProperty("input_tokens").GetInt32();

        await rig.CreateAsync(body);

        Assert.InRange(before, 800, 1000);
        Assert.Equal(2000, (await rig.Http.PostJsonAsync(Root + "/input_tokens", body)).GetProperty("input_tokens").GetInt32());
    }
}
