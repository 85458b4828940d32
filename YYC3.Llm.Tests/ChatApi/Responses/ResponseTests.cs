using System.Net;
using System.Text.Json;
using YYC3.Llm.Tests.Testing;
using static YYC3.Llm.Tests.ChatApi.Responses.ResponsesRig;

namespace YYC3.Llm.Tests.ChatApi.Responses;

/// <summary>Responses on one kind of database: made, found, gone on from, deleted.</summary>
public abstract class ResponseTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Can_MakeFindAndDeleteAResponse()
    {
        await using var rig = await StartAsync(Says("Hello ", "世界"));

        var made = await rig.CreateAsync("""{"model":"m","input":"Hi","instructions":"Be brief","metadata":{"a":"b"},"temperature":0.5,"max_output_tokens":100}""");
        var found = await rig.Http.GetJsonAsync($"{Root}/{made.Text("id")}");
        var input = await rig.Http.GetJsonAsync($"{Root}/{made.Text("id")}/input_items");

        Assert.Equal("completed", made.Text("status"));
        Assert.Equal("Hello 世界", TextOf(made));
        Assert.Equal(11, made.GetProperty("usage").GetProperty("total_tokens").GetInt64());
        Assert.Equal("b", made.GetProperty("metadata").Text("a"));
        Assert.True(JsonElement.DeepEquals(made, found), $"{made}\n{found}");
        OpenAiSpec.Fits("ResponseItemList", input);
        Assert.Equal("Hi", input.GetProperty("data")[0].GetProperty("content")[0].Text("text"));
        var asked = rig.Asked.Single();
        Assert.Equal(["system", "user"], asked.GetProperty("messages").EnumerateArray().Select(message => message.Text("role")));
        Assert.Equal(100, asked.GetProperty("max_completion_tokens").GetInt32());

        Assert.True((await rig.Http.DeleteJsonAsync($"{Root}/{made.Text("id")}")).GetProperty("deleted").GetBoolean());
        using var gone = await rig.Http.GetAsync($"{Root}/{made.Text("id")}", Cancellation);
        await gone.ErrorAsync(HttpStatusCode.NotFound, "response_not_found", "response_id");
    }

    [Fact]
    public async Task Can_StreamAllEventsInOrder()
    {
        await using var rig = await StartAsync(ScriptedProvider.Stream(
            Samples.Role, Delta(new { reasoning_content = "Let me " }), Delta(new { reasoning_content = "think" }), Delta(new { content = "Hi " }), Delta(new { content = "there" }), Samples.Finish, Samples.Usage, Samples.Done));

        var events = await rig.StreamAsync("""{"model":"m","input":"Hi","stream":true}""");

        Assert.Equal(
        [
            "response.created", "response.in_progress",
            "response.output_item.added", "response.content_part.added", "response.reasoning_text.delta", "response.reasoning_text.delta", "response.reasoning_text.done", "response.content_part.done", "response.output_item.done",
            "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.delta", "response.output_text.done", "response.content_part.done", "response.output_item.done",
            "response.completed",
        ], events.Select(e => e.Text("type")));
        Assert.Equal("Hi there", TextOf(events));
        Assert.Equal("Hi there", TextOf(events[^1].GetProperty("response")));
        Assert.True(JsonElement.DeepEquals(events[^1].GetProperty("response"), await rig.Http.GetJsonAsync($"{Root}/{events[0].GetProperty("response").Text("id")}")));
    }

    [Fact]
    public async Task Can_GoOnFromAResponse()
    {
        await using var rig = await StartAsync(Turns(Says("One"), Says("Two"), Says("Three")));

        var first = await rig.CreateAsync("""{"model":"m","input":"1","instructions":"Only here"}""");
        var second = await rig.CreateAsync($$"""{"model":"m","input":"2","previous_response_id":"{{first.Text("id")}}"}""");
        await rig.CreateAsync($$"""{"model":"m","input":[{"role":"user","content":"3"}],"previous_response_id":"{{second.Text("id")}}"}""");

        Assert.Equal(["1", "One", "2", "Two", "3"], rig.Asked[2].GetProperty("messages").EnumerateArray().Select(message => message.Text("content")));
    }

    [Fact]
    public async Task Can_HaveAConversationOfThirtyTurns()
    {
        await using var rig = await StartAsync(Says("Yes"));
        var id = (await rig.Http.PostJsonAsync("/v1/conversations", "{}")).Text("id");

        for (var turn = 0; turn < 30; turn++)
        {
            var response = await rig.CreateAsync($$"""{"model":"m","input":"Question {{turn}}","conversation":"{{id}}"}""");
            Assert.Equal(id, response.GetProperty("conversation").Text("id"));
        }

        var items = await rig.Http.GetJsonAsync($"/v1/conversations/{id}/items?order=asc&limit=100");
        Assert.Equal(60, items.Ids().Length);
        Assert.Equal(59, rig.Asked[29].GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task Keep_EachItemOnce_WhenFiftyWriteAtOnce()
    {
        await using var rig = await StartAsync(Says("Yes"));
        var id = (await rig.Http.PostJsonAsync("/v1/conversations", "{}")).Text("id");

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => rig.CreateAsync($$"""{"model":"m","input":"Question {{i}}","conversation":"{{id}}"}""")));

        var first = await rig.Http.GetJsonAsync($"/v1/conversations/{id}/items?order=asc&limit=100");
        var texts = first.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("content")[0].Text("text")).ToList();
        Assert.Equal(100, texts.Count);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"Question {i}").Order(StringComparer.Ordinal), texts.Where((_, i) => i % 2 == 0).Order(StringComparer.Ordinal));
        Assert.All(texts.Where((_, i) => i % 2 == 1), text => Assert.Equal("Yes", text));
    }

    [Fact]
    public async Task Can_BranchAConversation_ByGoingOnAfterAnItem()
    {
        await using var rig = await StartAsync(Turns(Says("First"), Says("Second")));
        var id = (await rig.Http.PostJsonAsync("/v1/conversations", """{"items":[{"role":"user","content":"Question"}]}""")).Text("id");
        var question = (await rig.Http.GetJsonAsync($"/v1/conversations/{id}/items")).Ids().Single();

        await rig.CreateAsync($$"""{"model":"m","conversation":{"id":"{{id}}"} }""");
        await rig.CreateAsync($$"""{"model":"m","conversation":{"id":"{{id}}","after":"{{question}}"} }""");

        var active = await rig.Http.GetJsonAsync($"/v1/conversations/{id}/items?order=asc");
        Assert.Equal(["Question", "Second"], active.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("content")[0].Text("text")));
        Assert.Equal(3, (await rig.Http.GetJsonAsync($"/v1/conversations/{id}/items?branch=all")).Ids().Length);
    }

    [Fact]
    public async Task Can_NameItemsOfBefore()
    {
        await using var rig = await StartAsync(Turns(Says("One"), Says("Two")));
        var first = await rig.CreateAsync("""{"model":"m","input":"1"}""");

        await rig.CreateAsync($$"""{"model":"m","input":[{"type":"item_reference","id":"{{first.GetProperty("output")[0].Text("id")}}"},{"role":"user","content":"2"}]}""");

        Assert.Equal(["One", "2"], rig.Asked[1].GetProperty("messages").EnumerateArray().Select(message => message.Text("content")));
        using var unknown = await rig.Http.PostAsync(Root, ApiAnswers.Json("""{"model":"m","input":[{"type":"item_reference","id":"msg_none"}]}"""), Cancellation);
        await unknown.ErrorAsync(HttpStatusCode.NotFound, "item_not_found", "input[0].id");
    }

    [Fact]
    public async Task Can_WorkInTheBackground_AndBePolled()
    {
        var go = new TaskCompletionSource();
        await using var rig = await StartAsync(async context =>
        {
            await go.Task;
            await Says("Done")(context);
        });

        var queued = await rig.CreateAsync("""{"model":"m","input":"Hi","background":true}""");
        Assert.Equal("queued", queued.Text("status"));
        go.SetResult();
        await FollowAsync(rig.Http, queued.Text("id"));

        var done = await rig.Http.GetJsonAsync($"{Root}/{queued.Text("id")}");
        OpenAiSpec.Fits("Response", done);
        Assert.True(TextOf(done) == "Done", done.ToString());
    }

    [Fact]
    public async Task Keep_NothingOfWhatIsNotStored()
    {
        await using var rig = await StartAsync(Says("Hi"));

        var made = await rig.CreateAsync("""{"model":"m","input":"Hi","store":false}""");

        using var gone = await rig.Http.GetAsync($"{Root}/{made.Text("id")}", Cancellation);
        await gone.ErrorAsync(HttpStatusCode.NotFound, "response_not_found", "response_id");
    }

    private protected abstract Task<ChatApiHostOptions> OptionsAsync();

    private async Task<ResponsesRig> StartAsync(Microsoft.AspNetCore.Http.RequestDelegate script) => await ResponsesRig.StartAsync(script, await OptionsAsync());
}
