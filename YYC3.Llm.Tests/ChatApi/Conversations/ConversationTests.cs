using System.Net;
using System.Text.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Conversations;

/// <summary>Conversations over HTTP, the same on each database.</summary>
public abstract class ConversationTests : ConversationFixture
{
    [Fact]
    public async Task Can_KeepAConversation()
    {
        var created = await Host.Admin.PostJsonAsync(Root, """{"metadata":{"topic":"demo"},"items":[{"type":"message","role":"user","content":"你好，世界。第二句"}]}""");
        Assert.Equal("conversation", created.Text("object"));
        Assert.StartsWith("conv_", created.Text("id"), StringComparison.Ordinal);
        Assert.Equal("demo", created.GetProperty("metadata").Text("topic"));
        Assert.Equal("你好，世界。", created.Text("title"));
        var path = $"{Root}/{created.Text("id")}";
        Assert.Equal(created.GetRawText(), (await Host.Admin.GetJsonAsync(path)).GetRawText());

        var changed = await Host.Admin.PostJsonAsync(path, """{"metadata":{"topic":"other"},"title":"名字"}""");
        Assert.Equal("other", changed.GetProperty("metadata").Text("topic"));
        Assert.Equal("名字", changed.Text("title"));

        var deleted = await Host.Admin.DeleteJsonAsync(path);
        Assert.Equal("conversation.deleted", deleted.Text("object"));
        Assert.True(deleted.GetProperty("deleted").GetBoolean());
        using var gone = await Host.Admin.GetAsync(path, Cancellation);
        await gone.ErrorAsync(HttpStatusCode.NotFound, "conversation_not_found", "conversation_id");
    }

    [Fact]
    public async Task Can_AddAndPageItems()
    {
        var path = await NewAsync();
        var added = await Host.Admin.PostJsonAsync(path + "/items", """
            {"items":[{"role":"user","content":"one"},{"role":"assistant","content":"two"},
            {"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c1","output":"42"},
            {"type":"message","role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,AA=="}]}]}
            """);
        var ids = added.Ids();
        Assert.Equal(5, ids.Length);
        Assert.Equal(["msg", "msg", "fc", "fco", "msg"], ids.Select(id => id[..id.IndexOf('_', StringComparison.Ordinal)]));
        var assistant = added.GetProperty("data")[1];
        Assert.Equal("completed", assistant.Text("status"));
        Assert.Equal("""[{"type":"output_text","text":"two","annotations":[],"logprobs":[]}]""", assistant.GetProperty("content").GetRawText());

        var newest = await Host.Admin.GetJsonAsync(path + "/items?limit=2");
        Assert.Equal([ids[4], ids[3]], newest.Ids());
        Assert.True(newest.GetProperty("has_more").GetBoolean());
        Assert.Equal(ids[4], newest.Text("first_id"));
        var next = await Host.Admin.GetJsonAsync($"{path}/items?limit=10&after={newest.Text("last_id")}");
        Assert.Equal([ids[2], ids[1], ids[0]], next.Ids());
        Assert.False(next.GetProperty("has_more").GetBoolean());
        Assert.Equal(ids, (await Host.Admin.GetJsonAsync(path + "/items?order=asc")).Ids());

        Assert.Equal("42", (await Host.Admin.GetJsonAsync($"{path}/items/{ids[3]}")).Text("output"));
        Assert.Equal("conversation", (await Host.Admin.DeleteJsonAsync($"{path}/items/{ids[1]}")).Text("object"));
        Assert.Equal([ids[0], ids[2], ids[3], ids[4]], (await Host.Admin.GetJsonAsync(path + "/items?order=asc")).Ids());
        using var gone = await Host.Admin.GetAsync($"{path}/items/{ids[1]}", Cancellation);
        await gone.ErrorAsync(HttpStatusCode.NotFound, "item_not_found", "item_id");
    }

    [Theory]
    [InlineData("", """{"metadata":{"a":1}}""", "metadata.a", "invalid_type")]
    [InlineData("", """{"items":{}}""", "items", "invalid_type")]
    [InlineData("", """{"items":[{"type":"nonsense"}]}""", "items[0].type", "invalid_value")]
    [InlineData("", """{"items":[{"role":"king","content":"x"}]}""", "items[0].role", "invalid_value")]
    [InlineData("", """{"expires_after":{"seconds":1}}""", "expires_after.seconds", "invalid_value")]
    [InlineData("", """{"temporary":"yes"}""", "temporary", "invalid_type")]
    [InlineData("", """{"title":" "}""", "title", "empty_string")]
    [InlineData("", """{"title":"\ud800"}""", null, "invalid_value")]
    [InlineData("/items", "{}", "items", "missing_required_parameter")]
    [InlineData("/items", """{"items":[{"role":"user"}]}""", "items[0].content", "missing_required_parameter")]
    [InlineData("/items", """{"items":[{"id":"a b","role":"user","content":"x"}]}""", "items[0].id", "invalid_value")]
    [InlineData("/branch", "{}", "item_id", "missing_required_parameter")]
    public async Task Refuses_WrongFields_ByName(string below, string body, string? param, string code)
    {
        var path = below.Length == 0 ? Root : await NewAsync() + below;
        using var answer = await Host.Admin.PostAsync(path, ApiAnswers.Json(body), Cancellation);
        await answer.ErrorAsync(HttpStatusCode.BadRequest, code, param);
    }

    [Fact]
    public async Task Refuses_MoreThanTwentyItems()
    {
        var items = string.Join(',', Enumerable.Repeat("""{"role":"user","content":"x"}""", 21));
        using var answer = await Host.Admin.PostAsync(await NewAsync() + "/items", ApiAnswers.Json($$"""{"items":[{{items}}]}"""), Cancellation);
        await answer.ErrorAsync(HttpStatusCode.BadRequest, "array_above_max_length", "items");
    }

    [Theory]
    [InlineData("/items?limit=0", "limit")]
    [InlineData("/items?order=up", "order")]
    [InlineData("/items?branch=some", "branch")]
    [InlineData("/items?include=everything", "include")]
    [InlineData("/items?after=msg_unknown", "after")]
    public async Task Refuses_WrongQueries_ByName(string query, string param)
    {
        using var answer = await Host.Admin.GetAsync(await NewAsync() + query, Cancellation);
        await answer.ErrorAsync(HttpStatusCode.BadRequest, "invalid_value", param);
    }

    [Fact]
    public async Task Fifty_Writers_LoseNothing_AndKeepOneOrder()
    {
        var path = await NewAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 50), new ParallelOptions { MaxDegreeOfParallelism = 50, CancellationToken = Cancellation }, async (i, _) =>
            await Host.Admin.PostJsonAsync(path + "/items", $$"""{"items":[{"role":"user","content":"writer{{i}} a"},{"role":"user","content":"writer{{i}} b"}]}"""));

        var first = await Host.Admin.GetJsonAsync(path + "/items?order=asc&limit=100");
        Assert.False(first.GetProperty("has_more").GetBoolean());
        var texts = first.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("content")[0].Text("text")).ToList();
        Assert.Equal(100, texts.Distinct().Count());
        Assert.All(Enumerable.Range(0, 50), pair => Assert.Equal(texts[2 * pair].Replace(" a", " b", StringComparison.Ordinal), texts[(2 * pair) + 1]));
        var (again, newestFirst) = (await ActiveAsync(path), await Host.Admin.GetJsonAsync(path + "/items?limit=100"));
        Assert.Equal(first.Ids(), again);
        Assert.Equal(first.Ids().AsEnumerable().Reverse(), newestFirst.Ids());
    }

    [Fact]
    public async Task Can_BranchAndComeBack()
    {
        var path = await NewAsync();
        var trunk = (await AddAsync(path, "q1", "a1", "q2", "a2")).Ids();
        var edited = (await GoOnAsync(path, trunk[1], ["q2b", "a2b"])).Ids();
        Assert.Equal([trunk[0], trunk[1], edited[0], edited[1]], await ActiveAsync(path));

        var all = (await Host.Admin.GetJsonAsync(path + "/items?branch=all&order=asc")).GetProperty("data");
        Assert.Equal(6, all.GetArrayLength());
        Assert.Equal(JsonValueKind.Null, all[0].GetProperty("parent_id").ValueKind);
        Assert.Equal(trunk[1], all[4].Text("parent_id"));
        Assert.Equal([trunk[2], edited[0]], all[4].GetProperty("siblings").EnumerateArray().Select(id => id.GetString()));
        Assert.False(all[2].GetProperty("is_active").GetBoolean());

        await Host.Admin.PostJsonAsync(path + "/branch", $$"""{"item_id":"{{trunk[2]}}"}""");
        Assert.Equal(trunk, await ActiveAsync(path));
        var more = (await AddAsync(path, "q3")).Ids();
        Assert.Equal(trunk.Concat(more), await ActiveAsync(path));

        var restarted = (await GoOnAsync(path, "root", ["q1b"])).Ids();
        Assert.Equal(restarted, await ActiveAsync(path));
        await Host.Admin.PostJsonAsync(path + "/branch", $$"""{"item_id":"{{edited[0]}}"}""");
        Assert.Equal([trunk[0], trunk[1], edited[0], edited[1]], await ActiveAsync(path));

        // The newest item of the active branch goes: the one before is the newest then.
        await Host.Admin.DeleteJsonAsync($"{path}/items/{edited[1]}");
        var after = (await AddAsync(path, "a2c")).Ids();
        Assert.Equal([trunk[0], trunk[1], edited[0], after[0]], await ActiveAsync(path));
        using var unknown = await Host.Admin.PostAsync(path + "/branch", ApiAnswers.Json("""{"item_id":"msg_none"}"""), Cancellation);
        await unknown.ErrorAsync(HttpStatusCode.NotFound, "item_not_found", "item_id");
    }

    [Fact]
    public async Task Can_AddAnItemAgain_AsACopy()
    {
        var path = await NewAsync();
        var item = """{"items":[{"id":"msg_mine","role":"user","content":"x"}]}""";
        Assert.Equal(["msg_mine"], (await Host.Admin.PostJsonAsync(path + "/items", item)).Ids());
        var copy = Assert.Single((await Host.Admin.PostJsonAsync(path + "/items", item)).Ids());
        Assert.NotEqual("msg_mine", copy);
        Assert.Equal(["msg_mine", copy], await ActiveAsync(path));
    }

    [Fact]
    public async Task Can_ListOwnConversations_LastUsedFirst()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            ids.Add((await Host.Admin.PostJsonAsync(Root, """{"user":"alice"}""")).Text("id"));
        }

        Time.Advance(TimeSpan.FromSeconds(1));
        await AddAsync($"{Root}/{ids[1]}", "again");
        await Host.Admin.PostJsonAsync(Root, """{"user":"bob"}""");
        string[] order = [ids[1], ids[4], ids[3], ids[2], ids[0]];
        var first = await Host.Admin.GetJsonAsync(Root + "?user=alice&limit=2");
        Assert.Equal(order[..2], first.Ids());
        Assert.True(first.GetProperty("has_more").GetBoolean());
        Assert.Equal(order[2..], (await Host.Admin.GetJsonAsync($"{Root}?user=alice&after={first.Text("last_id")}")).Ids());
        Assert.Empty((await Host.Admin.GetJsonAsync(Root)).Ids());
    }

    [Fact]
    public async Task Refuses_WhatBelongsToOthers_AsUnknown()
    {
        var project = await Host.Admin.PostJsonAsync("/v1/organization/projects", """{"name":"other"}""");
        var first = await MemberAsync(project.Text("id"), "first");
        var second = await MemberAsync(project.Text("id"), "second");
        var mine = await first.PostJsonAsync(Root, """{"items":[{"role":"user","content":"secret words"}]}""");
        var path = $"{Root}/{mine.Text("id")}";

        foreach (var other in new[] { second, Host.Admin })
        {
            using var get = await other.GetAsync(path, Cancellation);
            await get.ErrorAsync(HttpStatusCode.NotFound, "conversation_not_found", "conversation_id");
            using var add = await other.PostAsync(path + "/items", ApiAnswers.Json("""{"items":[{"role":"user","content":"x"}]}"""), Cancellation);
            await add.ErrorAsync(HttpStatusCode.NotFound, "conversation_not_found", "conversation_id");
            using var delete = await other.DeleteAsync(path, Cancellation);
            await delete.ErrorAsync(HttpStatusCode.NotFound, "conversation_not_found", "conversation_id");
            Assert.Empty((await other.GetJsonAsync(Root)).Ids());
        }

        Assert.Equal([mine.Text("id")], (await first.GetJsonAsync(Root)).Ids());
    }

    private async Task<HttpClient> MemberAsync(string project, string name)
    {
        var account = await Host.Admin.PostJsonAsync($"/v1/organization/projects/{project}/service_accounts", $$"""{"name":"{{name}}"}""");
        return Host.Client(account.GetProperty("api_key").Text("value"));
    }
}
