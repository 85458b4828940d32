using System.Net;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Conversations;

/// <summary>Finding, moving and losing conversations over HTTP, the same on each database.</summary>
public abstract class ConversationLibraryTests : ConversationFixture
{
    [Fact]
    public async Task Can_FindConversations_ByWhatWasSaid()
    {
        var chinese = await TalkAsync("请介绍分布式数据库的设计", "a好的，分布式系统有一致性问题");
        var english = await TalkAsync("How do I keep running tests fast?", "aRun them in parallel");
        await TalkAsync("今天天气怎么样");

        Assert.Equal([chinese], await FindAsync("数据"));
        Assert.Equal([chinese], await FindAsync("一致性"));
        Assert.Equal([english], await FindAsync("run test"));
        Assert.Equal([english], await FindAsync("PARALLEL"));
        Assert.Empty(await FindAsync("数据 parallel"));
        Assert.Empty(await FindAsync("的"));

        var hit = (await Host.Admin.GetJsonAsync($"{Root}/search?q={Uri.EscapeDataString("一致性")}")).GetProperty("data")[0];
        var (snippet, mark) = (hit.Text("snippet"), Assert.Single(hit.GetProperty("highlights").EnumerateArray()));
        Assert.Equal("一致性", snippet[mark.GetProperty("start").GetInt32()..mark.GetProperty("end").GetInt32()]);
        Assert.Equal("assistant", (await Host.Admin.GetJsonAsync($"{Root}/{chinese}/items/{hit.Text("item_id")}")).Text("role"));
    }

    [Fact]
    public async Task Can_PageThroughHits_LastUsedFirst()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            ids.Insert(0, await TalkAsync($"needle {i}"));
        }

        var first = await Host.Admin.GetJsonAsync($"{Root}/search?q=needle&limit=2");
        Assert.True(first.GetProperty("has_more").GetBoolean());
        var rest = await Host.Admin.GetJsonAsync($"{Root}/search?q=needle&after={first.Text("last_id")}");
        Assert.Equal(ids, Found(first).Concat(Found(rest)));
        Assert.False(rest.GetProperty("has_more").GetBoolean());
    }

    [Fact]
    public async Task Can_FindByTitle_UntilItChanges()
    {
        var id = await TalkAsync("zebra");
        await Host.Admin.PostJsonAsync($"{Root}/{id}", """{"title":"giraffe zebra"}""");
        Assert.Equal([id], await FindAsync("giraffe"));
        await Host.Admin.PostJsonAsync($"{Root}/{id}", """{"title":"lion"}""");
        Assert.Empty(await FindAsync("giraffe"));
        Assert.Equal([id], await FindAsync("lion"));
        Assert.Equal([id], await FindAsync("zebra"));
        var item = Assert.Single(await ActiveAsync($"{Root}/{id}"));
        await Host.Admin.DeleteJsonAsync($"{Root}/{id}/items/{item}");
        Assert.Empty(await FindAsync("zebra"));
        Assert.Equal([id], await FindAsync("lion"));
    }

    [Fact]
    public async Task Can_FindOwnConversationsOnly()
    {
        await Host.Admin.PostJsonAsync(Root, """{"user":"alice","items":[{"role":"user","content":"secret words"}]}""");
        var temporary = await Host.Admin.PostJsonAsync(Root, """{"temporary":true,"items":[{"role":"user","content":"secret words"}]}""");

        Assert.Empty(await FindAsync("secret"));
        Assert.Single(Found(await Host.Admin.GetJsonAsync($"{Root}/search?q=secret&user=alice")));
        Assert.Empty((await Host.Admin.GetJsonAsync(Root)).Ids());
        Assert.True((await Host.Admin.GetJsonAsync($"{Root}/{temporary.Text("id")}")).GetProperty("temporary").GetBoolean());
    }

    [Theory]
    [InlineData("", "q", "missing_required_parameter")]
    [InlineData("?q=x&limit=101", "limit", "invalid_value")]
    [InlineData("?q=x&after=conv_none", "after", "invalid_value")]
    public async Task Refuses_WrongSearches_ByName(string query, string param, string code)
    {
        using var answer = await Host.Admin.GetAsync($"{Root}/search{query}", Cancellation);
        await answer.ErrorAsync(HttpStatusCode.BadRequest, code, param);
    }

    [Fact]
    public async Task Can_LetConversationsExpire()
    {
        var temporary = await NewAsync("""{"temporary":true,"items":[{"role":"user","content":"x"}]}""");
        var bounded = await NewAsync("""{"expires_after":{"anchor":"created_at","seconds":7200},"items":[{"role":"user","content":"y"}]}""");
        var kept = await NewAsync("""{"items":[{"role":"user","content":"z"}]}""");
        Time.Advance(TimeSpan.FromMinutes(59));
        await AddAsync(temporary, "still here");
        Time.Advance(TimeSpan.FromMinutes(59));
        await AddAsync(bounded, "in use, but made two hours ago soon");
        Assert.Equal(2, (await ActiveAsync(temporary)).Length);
        Time.Advance(TimeSpan.FromMinutes(3));

        foreach (var path in new[] { temporary, bounded })
        {
            using var gone = await Host.Admin.GetAsync(path, Cancellation);
            await gone.ErrorAsync(HttpStatusCode.NotFound, "conversation_not_found", "conversation_id");
        }

        // However often the service's own timer has run meanwhile, nothing is left of them now.
        await Host.Services.GetRequiredService<ConversationCleanUp>().RunAsync(Cancellation);
        await using var connection = await Host.Services.GetRequiredService<IDatabase>().OpenAsync(Cancellation);
        Assert.Equal(kept[(Root.Length + 1)..], await connection.QuerySingleAsync<string>("select id from conversations"));
        Assert.Equal(1, await connection.QuerySingleAsync<long>("select count(*) from conversation_items"));
        Assert.Equal(1, await connection.QuerySingleAsync<long>("select count(*) from conversation_terms"));
    }

    [Fact]
    public async Task Can_KeepAConversationAfterAll()
    {
        var path = await NewAsync("""{"temporary":true}""");
        var changed = await Host.Admin.PostJsonAsync(path, """{"expires_after":null}""");
        Assert.Equal(JsonValueKind.Null, changed.GetProperty("expires_at").ValueKind);
        Time.Advance(TimeSpan.FromDays(30));
        await Host.Services.GetRequiredService<ConversationCleanUp>().RunAsync(Cancellation);
        Assert.Equal(changed.GetRawText(), (await Host.Admin.GetJsonAsync(path)).GetRawText());
    }

    [Fact]
    public async Task Can_DeleteExpired_FromSeveralInstancesAtOnce()
    {
        for (var i = 0; i < 120; i++)
        {
            await NewAsync("""{"temporary":true}""");
        }

        var cleanUp = Host.Services.GetRequiredService<ConversationCleanUp>();
        Assert.Equal(0, await cleanUp.RunAsync(Cancellation));
        Time.Advance(TimeSpan.FromHours(2));
        await Task.WhenAll(cleanUp.RunAsync(Cancellation), cleanUp.RunAsync(Cancellation), cleanUp.RunAsync(Cancellation));
        Assert.Equal(0, await cleanUp.RunAsync(Cancellation));
        await using var connection = await Host.Services.GetRequiredService<IDatabase>().OpenAsync(Cancellation);
        Assert.Equal(0, await connection.QuerySingleAsync<long>("select count(*) from conversations"));
    }

    [Fact]
    public async Task Can_ExportAndImport_WithAllBranches()
    {
        var path = await NewAsync("""{"metadata":{"k":"v"}}""");
        var trunk = (await AddAsync(path, "q1 蓝鲸", "a1", "q2")).Ids();
        await GoOnAsync(path, trunk[1], ["q2b"]);
        await Host.Admin.PostJsonAsync(path + "/branch", $$"""{"item_id":"{{trunk[2]}}"}""");
        var export = await Host.Admin.GetJsonAsync(path + "/export");
        Assert.Equal(4, export.GetProperty("items").GetArrayLength());

        var list = await Host.Admin.PostJsonAsync(Root + "/import", export.GetRawText());
        var copy = $"{Root}/{Assert.Single(list.Ids())}";
        Assert.NotEqual(path, copy);
        Assert.Equal(trunk, await ActiveAsync(copy));
        Assert.Equal(export.GetProperty("items").GetRawText(), (await Host.Admin.GetJsonAsync(copy + "/export")).GetProperty("items").GetRawText());
        Assert.Equal("v", (await Host.Admin.GetJsonAsync(copy)).GetProperty("metadata").Text("k"));
        Assert.Equal(2, (await FindAsync("蓝鲸")).Length);
        Assert.Equal(4, (await AddAsync(copy, "q3")).GetProperty("data").GetArrayLength() + trunk.Length);

        var markdown = await Host.Admin.GetStringAsync(path + "/export?format=markdown", Cancellation);
        Assert.Equal("# q1 蓝鲸\n\n## User\n\nq1 蓝鲸\n\n## Assistant\n\na1\n\n## User\n\nq2\n", markdown);
    }

    [Fact]
    public async Task Can_ImportFromChatGpt()
    {
        var list = await Host.Admin.PostJsonAsync(Root + "/import", """
            [{"title":"Trip","create_time":1700000000.5,"update_time":1700000100.0,"current_node":"n3","mapping":{
              "n0":{"id":"n0","message":null,"parent":null,"children":["n1"]},
              "n1":{"id":"n1","message":{"author":{"role":"system"},"content":{"content_type":"text","parts":[""]}},"parent":"n0","children":["n2"]},
              "n2":{"id":"n2","message":{"author":{"role":"user"},"create_time":1700000001.0,"content":{"content_type":"text","parts":["Where to?"]}},"parent":"n1","children":["n3","n4"]},
              "n3":{"id":"n3","message":{"author":{"role":"assistant"},"content":{"content_type":"text","parts":["Rome"]}},"parent":"n2","children":[]},
              "n4":{"id":"n4","message":{"author":{"role":"assistant"},"content":{"content_type":"text","parts":["Oslo"]}},"parent":"n2","children":[]}}}]
            """);
        var conversation = list.GetProperty("data")[0];
        Assert.Equal("Trip", conversation.Text("title"));
        Assert.Equal(1700000000, conversation.GetProperty("created_at").GetInt64());
        Assert.Equal(1700000100, conversation.GetProperty("last_active_at").GetInt64());
        var path = $"{Root}/{conversation.Text("id")}";
        var items = (await Host.Admin.GetJsonAsync(path + "/items?order=asc")).GetProperty("data").EnumerateArray().Select(item => item.GetProperty("content")[0].Text("text"));
        Assert.Equal(["Where to?", "Rome"], items);
        Assert.Equal(3, (await Host.Admin.GetJsonAsync(path + "/items?branch=all")).GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData("[1]", "[0]")]
    [InlineData("{}", null)]
    [InlineData("""{"object":"conversation.export","items":[1]}""", "items[0]")]
    [InlineData("""{"object":"conversation.export","items":[{"item":{"role":"user","content":"x"},"parent_id":"msg_no"}]}""", "items[0].parent_id")]
    [InlineData("""{"mapping":{"a":1}}""", "mapping.a")]
    public async Task Refuses_WrongImports_ByName(string body, string? param)
    {
        using var answer = await Host.Admin.PostAsync(Root + "/import", ApiAnswers.Json(body), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(param, error.RootElement.GetProperty("error").GetProperty("param").GetString());
        Assert.Empty((await Host.Admin.GetJsonAsync(Root)).Ids());
    }

    private static IEnumerable<string> Found(JsonElement list) => list.GetProperty("data").EnumerateArray().Select(hit => hit.GetProperty("conversation").Text("id"));

    private async Task<string> TalkAsync(params string[] texts) => (await NewAsync($$"""{"items":[{{Items(texts)}}]}"""))[(Root.Length + 1)..];

    private async Task<string[]> FindAsync(string query) => [.. Found(await Host.Admin.GetJsonAsync($"{Root}/search?q={Uri.EscapeDataString(query)}"))];
}
