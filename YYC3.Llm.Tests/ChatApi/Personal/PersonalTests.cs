using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.ChatApi.Personal.Memories;
using YYC3.Llm.ChatApi.Responses;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.Tests.ChatApi.Responses;
using YYC3.Llm.Tests.Testing;
using static YYC3.Llm.Tests.ChatApi.Responses.ResponsesRig;

namespace YYC3.Llm.Tests.ChatApi.Personal;

/// <summary>What is learned of a person, shown to them, used for them, and forgotten; on one kind of database.</summary>
public abstract class PersonalTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Can_LearnFromWhatAPersonWrote_AndAnswerAccordingly()
    {
        await using var rig = await StartAsync();

        await SayAsync(rig, "ann", "My name is Ann. From now on keep your answers short.");
        await SayAsync(rig, "ann", "记住：我对花生过敏。我住在杭州。");

        var preference = (await rig.Http.GetJsonAsync("/v1/profile/preferences?user=ann")).GetProperty("data").EnumerateArray().Single();
        Assert.Equal(("length", "short", "From now on keep your answers short."), (preference.Text("name"), preference.Text("value"), preference.Text("quote")));
        Assert.StartsWith("resp_", preference.GetProperty("source").Text("response_id"), StringComparison.Ordinal);
        Assert.Equal(0.9, preference.GetProperty("confidence").GetDouble());
        Assert.Equal(["home", "name", "note"], await FactNamesAsync(rig, "ann"));
        Assert.Empty(await FactNamesAsync(rig, "bob"));

        var response = await rig.CreateAsync("""{"model":"m","input":"花生好吃吗？","safety_identifier":"ann","include":["context.receipt"],"instructions":"Be kind"}""");
        var system = rig.Asked[^1].GetProperty("messages")[0].Text("content");
        Assert.StartsWith("Be kind", system, StringComparison.Ordinal);
        Assert.Contains("length: short", system, StringComparison.Ordinal);
        Assert.Contains("name: Ann", system, StringComparison.Ordinal);
        Assert.Contains("花生过敏", system, StringComparison.Ordinal);
        Assert.Equal(["instructions", "profile", "facts", "tools", "summary", "turns"], response.GetProperty("context_receipt").GetProperty("sections").EnumerateArray().Select(section => section.Text("name")));
        Assert.Equal("Be kind", response.Text("instructions"));
        Assert.DoesNotContain("Ann", (await AskedOfAsync(rig, "bob")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Learns_NothingFromItsOwnMemories_FedBackAHundredTimes()
    {
        await using var rig = await StartAsync();
        await SayAsync(rig, "ann", "My name is Ann. Please always answer in French. Remember that I have two cats.");
        var facts = await rig.Http.GetJsonAsync("/v1/profile/facts?user=ann");
        var preferences = await rig.Http.GetJsonAsync("/v1/profile/preferences?user=ann");
        var recalled = rig.Host.Services.GetRequiredService<YYC3.Llm.ChatApi.Personal.PersonalSections>();
        var caller = new CallerIdentity(TenantId.Default, "key_x", "ann", null, "req_1");
        var learner = rig.Host.Services.GetServices<IRunObserver>().OfType<MemoryLearner>().Single();

        for (var i = 0; i < 100; i++)
        {
            var (sections, _) = await recalled.ForAsync(caller, "cats", Cancellation);
            var text = string.Join('\n', sections.Select(section => section.Text));
            var items = new[] { ("user", text), ("assistant", "My name is Bob. Remember that I have nine dogs.") }.Select(entry => (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(
                JsonSerializer.Serialize(new { id = $"msg_{i}", type = "message", role = entry.Item1, content = new[] { new { type = entry.Item1 == "user" ? "input_text" : "output_text", text = entry.Item2 } } }))!).ToList();
            await learner.EndedAsync(new FinishedRun(caller, $"resp_{i}", null, "m", items, items, null, default, default), Cancellation);
        }

        Assert.Equal(Essence(facts), Essence(await rig.Http.GetJsonAsync("/v1/profile/facts?user=ann&all=true")));
        Assert.Equal(Essence(preferences), Essence(await rig.Http.GetJsonAsync("/v1/profile/preferences?user=ann&all=true")));
    }

    [Fact]
    public async Task Can_BeContradicted_Edited_Deleted_AndUndone()
    {
        await using var rig = await StartAsync();
        await SayAsync(rig, "ann", "I live in Paris.");
        await SayAsync(rig, "ann", "I live in Rome now.");

        var all = (await rig.Http.GetJsonAsync("/v1/profile/facts?user=ann&all=true")).GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(["Rome now", "Paris"], all.Select(fact => fact.Text("value")));
        Assert.Equal([true, false], all.Select(fact => fact.GetProperty("valid_to").ValueKind == JsonValueKind.Null));

        var id = all[0].Text("id");
        await rig.Http.PostJsonAsync($"/v1/profile/facts/{id}?user=ann", """{"value":"Rome"}""");
        Assert.Equal("Rome", (await rig.Http.GetJsonAsync("/v1/profile/facts?user=ann")).GetProperty("data")[0].Text("value"));
        Assert.Equal("edited", (await rig.Http.PostJsonAsync("/v1/profile/undo?user=ann")).GetProperty("undone")[0].Text("action"));
        Assert.Equal("Rome now", (await rig.Http.GetJsonAsync("/v1/profile/facts?user=ann")).GetProperty("data")[0].Text("value"));

        await rig.Http.DeleteJsonAsync($"/v1/profile/facts/{id}?user=ann");
        await SayAsync(rig, "ann", "I live in Rome now.");
        Assert.Empty((await rig.Http.GetJsonAsync("/v1/profile/facts?user=ann")).Ids());
        Assert.Equal("deleted", (await rig.Http.PostJsonAsync("/v1/profile/undo?user=ann")).GetProperty("undone")[0].Text("action"));
        Assert.Equal("Rome now", (await rig.Http.GetJsonAsync("/v1/profile/facts?user=ann")).GetProperty("data")[0].Text("value"));
        await rig.Http.PostJsonAsync("/v1/profile/undo?user=ann");
        Assert.Equal("Paris", (await rig.Http.GetJsonAsync("/v1/profile/facts?user=ann")).GetProperty("data")[0].Text("value"));
    }

    [Fact]
    public async Task Learns_RecallsAndCountsNothing_WhenThePersonSaysNo()
    {
        await using var rig = await StartAsync();
        await SayAsync(rig, "ann", "My name is Ann.");
        Assert.False((await rig.Http.PostJsonAsync("/v1/profile?user=ann", """{"learning":false}""")).GetProperty("learning").GetBoolean());

        await SayAsync(rig, "ann", "I live in Paris.");

        Assert.Equal(["name"], await FactNamesAsync(rig, "ann"));
        Assert.Equal(1, (await rig.Http.GetJsonAsync("/v1/profile/habits?user=ann")).GetProperty("runs").GetProperty("count").GetInt64());
        Assert.DoesNotContain("Ann", (await AskedOfAsync(rig, "ann")).ToString(), StringComparison.Ordinal);

        await rig.Http.DeleteJsonAsync("/v1/profile?user=ann");
        Assert.Empty(await FactNamesAsync(rig, "ann"));
        Assert.Equal(0, (await rig.Http.GetJsonAsync("/v1/profile/habits?user=ann")).GetProperty("runs").GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task Learns_NothingFromTemporaryChats_NorOfKeysWithoutAUser()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync("""{"model":"m","input":"My name is Ann.","temporary":true,"safety_identifier":"ann"}""");
        await rig.CreateAsync("""{"model":"m","input":"My name is Key."}""");
        await SayAsync(rig, "ann", "Hello");

        Assert.Empty(await FactNamesAsync(rig, "ann"));
        Assert.Empty((await rig.Http.GetJsonAsync("/v1/profile/facts")).Ids());
        Assert.Equal(1, (await rig.Http.GetJsonAsync("/v1/profile/habits?user=ann")).GetProperty("runs").GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task Counts_Habits()
    {
        await using var rig = await StartAsync();
        await rig.Http.PostJsonAsync("/v1/profile?user=ann", """{"time_zone":"Asia/Shanghai"}""");
        await SayAsync(rig, "ann", "长江有多长？");
        await SayAsync(rig, "ann", "长江在哪里？ And the Yangtze river?");

        var habits = await rig.Http.GetJsonAsync("/v1/profile/habits?user=ann&window=7d");

        Assert.Equal(2, habits.GetProperty("runs").GetProperty("count").GetInt64());
        Assert.Equal(2, habits.GetProperty("hours").EnumerateArray().Sum(hour => hour.GetInt64()));
        Assert.Equal(("长江", 2), (habits.GetProperty("terms")[0].Text("name"), habits.GetProperty("terms")[0].GetProperty("count").GetInt64()));
        Assert.Equal("m", habits.GetProperty("models")[0].Text("name"));
        Assert.Equal(2, habits.GetProperty("typical_length").GetProperty("answer_tokens").GetDouble());
        using var wrong = await rig.Http.GetAsync("/v1/profile/habits?window=month", Cancellation);
        await wrong.ErrorAsync(HttpStatusCode.BadRequest, "invalid_value", "window");
    }

    [Fact]
    public async Task Can_KeepTemplates_InVersions_AndAnswerByThem()
    {
        await using var rig = await StartAsync();
        var made = await rig.Http.PostJsonAsync("/v1/templates", """{"name":"greeting","body":"Greet {{$who}} {{$times}} times.","variables":[{"name":"who"},{"name":"times","type":"number","default":2}]}""");
        var path = "/v1/templates/" + made.Text("id");
        await rig.Http.PostJsonAsync(path, """{"body":"Say hello to {{$who}}, {{$times}}."}""");

        Assert.Equal("Say hello to <b>, 2.", (await rig.Http.PostJsonAsync(path + "/render", """{"variables":{"who":"<b>"}}""")).Text("text"));
        Assert.Equal("Greet Li 3 times.", (await rig.Http.PostJsonAsync(path + "/render", """{"version":1,"variables":{"who":"Li","times":3}}""")).Text("text"));
        Assert.Equal(2, (await rig.Http.GetJsonAsync(path + "/versions")).Ids().Length);
        var response = await rig.CreateAsync($$"""{"model":"m","input":"Hi","prompt":{"id":"{{made.Text("id")}}","version":"1","variables":{"who":"Li"} },"instructions":"Be kind"}""");
        Assert.Equal("Greet Li 2 times.\n\nBe kind", rig.Asked[^1].GetProperty("messages")[0].Text("content"));
        Assert.Equal(made.Text("id"), response.GetProperty("prompt").Text("id"));

        await rig.Http.PostJsonAsync("/v1/profile?user=ann", $$"""{"reply_template":"{{(await rig.Http.PostJsonAsync("/v1/templates", """{"name":"shape","scope":"project","body":"First a haiku."}""")).Text("id")}}"}""");
        Assert.Contains("First a haiku.", (await AskedOfAsync(rig, "ann")).ToString(), StringComparison.Ordinal);
        foreach (var (body, param) in new[] { ("""{"name":"x","body":"{{$y}}"}""", "body"), ("""{"name":"x","body":"{{clock.now}}"}""", "body"), ("""{"name":"x","body":"a","variables":[{"name":"v","type":"date"}]}""", "variables[0].type"), ("""{"body":"a"}""", "name") })
        {
            using var wrong = await rig.Http.PostAsync("/v1/templates", ApiAnswers.Json(body), Cancellation);
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
            Assert.Equal(param, JsonElement.Parse(await wrong.Content.ReadAsStringAsync(Cancellation)).GetProperty("error").Text("param"));
        }

        using var missing = await rig.Http.PostAsync(path + "/render", ApiAnswers.Json("{}"), Cancellation);
        await missing.ErrorAsync(HttpStatusCode.BadRequest, "missing_required_parameter", "template.variables.who");
        await rig.Http.DeleteJsonAsync(path);
        using var gone = await rig.Http.PostAsync(Root, ApiAnswers.Json($$"""{"model":"m","input":"Hi","prompt":{"id":"{{made.Text("id")}}"} }"""), Cancellation);
        await gone.ErrorAsync(HttpStatusCode.NotFound, "template_not_found", "prompt.id");
    }

    [Fact]
    public async Task Recommends_WhatComesNext()
    {
        await using var rig = await StartAsync();
        rig.Provider.Script = Says("Cats need **fresh water** and\n## A warm place\nto sleep.");
        var response = await SayAsync(rig, "ann", "What do cats need?");
        await SayAsync(rig, "ann", "Thanks");

        var recommended = await rig.Http.GetJsonAsync($"/v1/recommendations?user=ann&response={response.Text("id")}");

        Assert.Equal(["Can you say more about \u201cfresh water\u201d?", "Can you say more about \u201cA warm place\u201d?"], recommended.GetProperty("follow_ups").EnumerateArray().Select(question => question.GetString()));
        Assert.Equal(("m", 2), (recommended.GetProperty("models")[0].Text("id"), recommended.GetProperty("models")[0].GetProperty("used").GetInt64()));
        using var unknown = await rig.Http.GetAsync("/v1/recommendations?response=resp_none", Cancellation);
        await unknown.ErrorAsync(HttpStatusCode.NotFound, "response_not_found", "response");
    }

    private protected abstract Task<ChatApiHostOptions> OptionsAsync();

    private static string[] Essence(JsonElement list) => [.. list.GetProperty("data").EnumerateArray().Select(memory => $"{memory.Text("id")} {memory.Text("name")}={memory.Text("value")}")];

    private static async Task<string[]> FactNamesAsync(ResponsesRig rig, string user) =>
        [.. (await rig.Http.GetJsonAsync($"/v1/profile/facts?user={user}")).GetProperty("data").EnumerateArray().Select(fact => fact.Text("name")).Order(StringComparer.Ordinal)];

    private static async Task<JsonElement> AskedOfAsync(ResponsesRig rig, string user)
    {
        await rig.CreateAsync($$"""{"model":"m","input":"Hello","store":false,"safety_identifier":"{{user}}"}""");
        return rig.Asked[^1];
    }

    // Observers are told off the caller's path; the run after it has been learnt from when a watcher behind them has seen it.
    private async Task<JsonElement> SayAsync(ResponsesRig rig, string user, string text)
    {
        var response = await rig.CreateAsync($$"""{"model":"m","input":{{JsonSerializer.Serialize(text)}},"safety_identifier":"{{user}}"}""");
        while (await seen.Reader.ReadAsync(Cancellation) != response.Text("id"))
        {
        }

        return response;
    }

    private readonly System.Threading.Channels.Channel<string> seen = System.Threading.Channels.Channel.CreateUnbounded<string>();

    private async Task<ResponsesRig> StartAsync() =>
        await ResponsesRig.StartAsync(Says("Hi"), await OptionsAsync() with { Customise = builder => builder.Services.AddSingleton<IRunObserver>(new Watcher(seen.Writer)) });

    private sealed class Watcher(System.Threading.Channels.ChannelWriter<string> seen) : IRunObserver
    {
        public Task EndedAsync(FinishedRun run, CancellationToken cancellationToken)
        {
            seen.TryWrite(run.Id);
            return Task.CompletedTask;
        }
    }
}
