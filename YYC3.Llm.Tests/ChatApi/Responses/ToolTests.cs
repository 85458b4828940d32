using System.Net;
using System.Text.Json;
using YYC3.Llm.Tests.Testing;
using static YYC3.Llm.Tests.ChatApi.Responses.ResponsesRig;

namespace YYC3.Llm.Tests.ChatApi.Responses;

/// <summary>Calls: of the caller's functions, and of tools that are run here; and answers that have to fit a schema.</summary>
public sealed class ToolTests
{
    private const string Weather = """{"type":"function","name":"weather","description":"The weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]},"strict":true}""";
    private const string Person = """{"type":"json_schema","name":"person","strict":true,"schema":{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"],"additionalProperties":false}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Can_LoopOverTheCallersTool_FiveTimes()
    {
        await using var rig = await ResponsesRig.StartAsync(Turns(
            [.. Enumerable.Range(0, 5).Select(i => Calls($"call_{i}", "weather", $$"""{"city":"城{{i}}"}""")), Says("Sunny everywhere")]));

        var response = await rig.CreateAsync($$"""{"model":"m","input":"Weather?","tools":[{{Weather}}]}""");
        for (var step = 0; step < 5; step++)
        {
            var call = response.GetProperty("output").EnumerateArray().Single();
            Assert.Equal($$"""{"city":"城{{step}}"}""", call.Text("arguments"));
            response = await rig.CreateAsync(
                $$"""{"model":"m","previous_response_id":"{{response.Text("id")}}","tools":[{{Weather}}],"input":[{"type":"function_call_output","call_id":"{{call.Text("call_id")}}","output":"Sun {{step}}"}]}""");
        }

        Assert.Equal("Sunny everywhere", TextOf(response));
        var messages = rig.Asked[5].GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(11, messages.Count);
        for (var step = 0; step < 5; step++)
        {
            Assert.Equal($"call_{step}", messages[1 + (2 * step)].GetProperty("tool_calls")[0].Text("id"));
            Assert.Equal($"call_{step}", messages[2 + (2 * step)].Text("tool_call_id"));
            Assert.Equal($"Sun {step}", messages[2 + (2 * step)].Text("content"));
        }
    }

    [Fact]
    public async Task Can_StreamAFunctionCall()
    {
        await using var rig = await ResponsesRig.StartAsync(Calls("call_1", "weather", """{"city":"Paris"}"""));

        var events = await rig.StreamAsync($$"""{"model":"m","input":"Weather?","stream":true,"tools":[{{Weather}}],"tool_choice":{"type":"function","name":"weather"} }""");

        Assert.Equal(
            ["response.created", "response.in_progress", "response.output_item.added", "response.function_call_arguments.delta", "response.function_call_arguments.delta", "response.function_call_arguments.done", "response.output_item.done", "response.completed"],
            events.Select(e => e.Text("type")));
        Assert.Equal("""{"city":"Paris"}""", string.Concat(events.Where(e => e.Text("type").EndsWith("arguments.delta", StringComparison.Ordinal)).Select(e => e.Text("delta"))));
        Assert.Equal("weather", rig.Asked[0].GetProperty("tool_choice").GetProperty("function").Text("name"));
    }

    [Fact]
    public async Task Can_SearchFiles_WithItemsAndCitations()
    {
        await using var knowledge = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, """
            {"object":"list","data":[{"vector_store_id":"vs_1","file_id":"file-1","filename":"manual.md","score":0.9,"attributes":{},
            "content":[{"type":"text","text":"The red lamp means overheating.","chunk_id":"c1","page":null,"heading":null,"span":{"start":0,"end":31}}]}]}
            """));
        await using var rig = await ResponsesRig.StartAsync(
            Turns(Calls("call_1", "file_search", """{"queries":["red lamp"]}"""), Says("It is too hot [1].")),
            new ChatApiHostOptions { RagService = new Uri(knowledge.BaseUrl[..^3]) });
        const string Tool = """{"type":"file_search","vector_store_ids":["vs_1"]}""";

        var events = await rig.StreamAsync($$"""{"model":"m","input":"What does the lamp say?","stream":true,"tools":[{{Tool}}],"include":["file_search_call.results"]}""");

        Assert.Contains("response.file_search_call.searching", events.Select(e => e.Text("type")));
        var response = events[^1].GetProperty("response");
        var search = response.GetProperty("output")[0];
        Assert.Equal("red lamp", search.GetProperty("queries")[0].GetString());
        Assert.Equal("manual.md", search.GetProperty("results")[0].Text("filename"));
        var citation = response.GetProperty("output")[1].GetProperty("content")[0].GetProperty("annotations")[0];
        Assert.Equal(("file_citation", "file-1"), (citation.Text("type"), citation.Text("file_id")));
        Assert.Contains("response.output_text.annotation.added", events.Select(e => e.Text("type")));
        Assert.Equal("file_search", rig.Asked[0].GetProperty("tools")[0].GetProperty("function").Text("name"));
        Assert.Contains("overheating", rig.Asked[1].GetProperty("messages").EnumerateArray().Last().Text("content"), StringComparison.Ordinal);
        var stored = await rig.Http.GetJsonAsync($"{Root}/{response.Text("id")}");
        Assert.Equal(JsonValueKind.Null, stored.GetProperty("output")[0].GetProperty("results").ValueKind);
        OpenAiSpec.Fits("Response", stored);
    }

    [Fact]
    public async Task Stops_AtItsLimitOfToolCalls()
    {
        await using var knowledge = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, """{"object":"list","data":[]}"""));
        await using var rig = await ResponsesRig.StartAsync(Says(""), new ChatApiHostOptions { RagService = new Uri(knowledge.BaseUrl[..^3]) });
        rig.Provider.Script = context => JsonElement.Parse(rig.Provider.Requests.Last().Text).TryGetProperty("tools", out _)
            ? Calls("call_1", "file_search", """{"queries":["x"]}""")(context)
            : Says("Enough")(context);

        var response = await rig.CreateAsync("""{"model":"m","input":"Search","max_tool_calls":2,"tools":[{"type":"file_search","vector_store_ids":["vs_1"]}]}""");

        Assert.Equal(["file_search_call", "file_search_call", "message"], response.GetProperty("output").EnumerateArray().Select(item => item.Text("type")));
    }

    [Fact]
    public async Task Can_RepairAnAnswerThatDoesNotFitItsSchema_Once()
    {
        await using var rig = await ResponsesRig.StartAsync(Turns(Says("""{"name":"Li"}"""), Says("""{"name":"Li",""", """ "age":7}""")));

        var events = await rig.StreamAsync($$"""{"model":"m","input":"Who?","stream":true,"text":{"format":{{Person}}} }""");

        Assert.Equal("""{"name":"Li", "age":7}""", TextOf(events));
        Assert.Equal(22, events[^1].GetProperty("response").GetProperty("usage").GetProperty("total_tokens").GetInt64());
        Assert.Contains("age", rig.Asked[1].GetProperty("messages").EnumerateArray().Last().Text("content"), StringComparison.Ordinal);
        Assert.Equal("json_schema", rig.Asked[0].GetProperty("response_format").Text("type"));
    }

    [Fact]
    public async Task Fails_WithTheReason_WhenTheRepairDoesNotFitEither()
    {
        await using var rig = await ResponsesRig.StartAsync(Says("no JSON"));

        using var answer = await rig.Http.PostAsync(Root, ApiAnswers.Json($$"""{"model":"m","input":"Who?","text":{"format":{{Person}}} }"""), Cancellation);

        Assert.Contains("not JSON", await answer.ErrorAsync(HttpStatusCode.BadGateway, "server_error", "text.format"), StringComparison.Ordinal);
        Assert.Equal(2, rig.Asked.Length);
    }

    [Fact]
    public async Task Tells_HowLikelyTokensAre_WhenItIsAsked()
    {
        const string Chunk = """data: {"choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":{"content":[{"token":"Hi","logprob":-0.5,"bytes":null,"top_logprobs":[{"token":"Hi","logprob":-0.5,"bytes":[72,105]}]}]},"finish_reason":null}]}""";
        await using var rig = await ResponsesRig.StartAsync(ScriptedProvider.Stream(Samples.Role, Chunk + "\n\n", Samples.Finish, Samples.Done));

        var events = await rig.StreamAsync("""{"model":"m","input":"Hi","stream":true,"top_logprobs":1,"include":["message.output_text.logprobs"]}""");

        Assert.True(rig.Asked[0].GetProperty("logprobs").GetBoolean());
        Assert.Equal(-0.5, events.Single(e => e.Text("type") == "response.output_text.delta").GetProperty("logprobs")[0].GetProperty("logprob").GetDouble());
        var response = events[^1].GetProperty("response");
        Assert.Equal(72, response.GetProperty("output")[0].GetProperty("content")[0].GetProperty("logprobs")[0].GetProperty("top_logprobs")[0].GetProperty("bytes")[0].GetInt32());
        Assert.Equal(0, (await rig.Http.GetJsonAsync($"{Root}/{response.Text("id")}")).GetProperty("output")[0].GetProperty("content")[0].GetProperty("logprobs").GetArrayLength());
    }

    [Fact]
    public async Task Passes_ImagesOn()
    {
        await using var rig = await ResponsesRig.StartAsync(ScriptedProvider.Stream(
            Samples.Role, Delta(new { content = "Here:" }), Delta(new { images = new[] { new { type = "image_url", image_url = new { url = "data:image/png;base64,AAAA" } } } }), Samples.Finish, Samples.Done));

        var response = await rig.CreateAsync("""{"model":"m","input":"Draw","presence_penalty":0.5}""");

        Assert.Equal(["message", "image_generation_call"], response.GetProperty("output").EnumerateArray().Select(item => item.Text("type")));
        Assert.Equal("AAAA", response.GetProperty("output")[1].Text("result"));
        Assert.Equal(0.5, rig.Asked[0].GetProperty("presence_penalty").GetDouble());
    }

    [Fact]
    public async Task Keeps_WhatOnlyTheProviderUnderstands_ThroughTheNextTurn()
    {
        await using var rig = await ResponsesRig.StartAsync(Turns(
            ScriptedProvider.Stream(
                Samples.Role,
                Delta(new { reasoning_content = "Hm" }),
                Delta(new { reasoning_details = new[] { new { type = "thinking", signature = "c2ln" } } }),
                Delta(new { content = "Hi" }),
                Samples.Finish,
                Samples.Done),
            Says("Again")));

        var first = await rig.CreateAsync("""{"model":"m","input":"1","include":["reasoning.encrypted_content"]}""");
        await rig.CreateAsync($$"""{"model":"m","input":"2","previous_response_id":"{{first.Text("id")}}"}""");

        Assert.NotEmpty(first.GetProperty("output")[0].Text("encrypted_content"));
        var turn = rig.Asked[1].GetProperty("messages")[1];
        Assert.Equal(("assistant", "Hi", "Hm"), (turn.Text("role"), turn.Text("content"), turn.Text("reasoning_content")));
        Assert.Equal("c2ln", turn.GetProperty("reasoning_details")[0].Text("signature"));
    }
}
