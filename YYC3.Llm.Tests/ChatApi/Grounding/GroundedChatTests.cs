using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Grounding;

/// <summary>Grounded chat over real sockets, with a Router and a RagService that do what each test says.</summary>
public class GroundedChatTests
{
    private const string Found = """
        {"object":"vector_store.search_results.page","data":[{"vector_store_id":"vs_1","file_id":"file-1","filename":"手册.pdf","score":0.8,"attributes":{},
        "content":[{"type":"text","text":"用 apt 安装。","chunk_id":"chunk_1","page":12,"heading":"3.2 包管理","span":{"start":7,"end":16}}]}]}
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Can_AnnotateAWholeAnswer()
    {
        JsonNode? searched = null;
        JsonNode? asked = null;
        await using var knowledge = await StandIn.StartAsync(async context =>
        {
            searched = await JsonNode.ParseAsync(context.Request.Body);
            await context.Response.WriteAsync(Found);
        });
        await using var router = await StandIn.StartAsync(async context =>
        {
            asked = await JsonNode.ParseAsync(context.Request.Body);
            context.Response.Headers["x-yyc3-model"] = "m";
            await context.Response.WriteAsync("""{"id":"c1","choices":[{"index":0,"message":{"role":"assistant","content":"用 apt [1]。"},"finish_reason":"stop"}],"usage":{"total_tokens":9}}""");
        });
        await using var api = await ChatApiHost.StartAsync(new() { Router = new(router.Url), RagService = new(knowledge.Url) });

        using var answer = await AskAsync(api, stream: false);

        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;
        var annotation = Assert.Single(body["choices"]![0]!["message"]!["annotations"]!.AsArray())!;
        Assert.Equal("file_citation", (string?)annotation["type"]);
        Assert.Equal("手册.pdf", (string?)annotation["filename"]);
        Assert.Equal(12, (int?)annotation["page"]);
        Assert.Equal(6, (int?)annotation["index"]);
        Assert.Equal("""{"start":7,"end":16}""", annotation["span"]!.ToJsonString());
        Assert.Equal(9, (int?)body["usage"]!["total_tokens"]);
        Assert.Equal("m", answer.Headers.GetValues("x-yyc3-model").Single());
        Assert.Equal("怎么安装？", (string?)searched!["query"]);
        Assert.Equal("""["vs_1"]""", searched["vector_store_ids"]!.ToJsonString());
        Assert.Equal(3, (int?)searched["max_num_results"]);
        Assert.Contains("用 apt 安装。", (string?)asked!["messages"]![0]!["content"], StringComparison.Ordinal);
        Assert.Null(asked["tools"]);
    }

    [Fact]
    public async Task Can_AnnotateAStream()
    {
        await using var knowledge = await StandIn.StartAsync(context => context.Response.WriteAsync(Found));
        await using var router = await StandIn.StartAsync(context =>
        {
            context.Response.ContentType = "text/event-stream";
            return context.Response.WriteAsync("""
                data: {"id":"c1","choices":[{"index":0,"delta":{"content":"用 apt [1]。"},"finish_reason":null}]}

                data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

                data: [DONE]


                """);
        });
        await using var api = await ChatApiHost.StartAsync(new() { Router = new(router.Url), RagService = new(knowledge.Url) });

        using var answer = await AskAsync(api, stream: true);

        var events = (await answer.Content.ReadAsStringAsync(Cancelled)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, events.Length);
        Assert.Equal("手册.pdf", (string?)JsonNode.Parse(events[1]["data: ".Length..])!["choices"]![0]!["delta"]!["annotations"]![0]!["filename"]);
        Assert.Equal("data: [DONE]", events[3]);
    }

    [Fact]
    public async Task Can_KeepAnAnnotatedStream()
    {
        await using var knowledge = await StandIn.StartAsync(context => context.Response.WriteAsync(Found));
        await using var router = await StandIn.StartAsync(context =>
        {
            context.Response.ContentType = "text/event-stream";
            return context.Response.WriteAsync("""
                data: {"id":"c1","choices":[{"index":0,"delta":{"content":"用 apt [1]。"},"finish_reason":null}]}

                data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

                data: [DONE]


                """);
        });
        await using var api = await ChatApiHost.StartAsync(new() { Router = new(router.Url), RagService = new(knowledge.Url) });

        using var answer = await AskAsync(api, stream: true, store: true);
        Assert.EndsWith("data: [DONE]\n\n", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);

        var message = (await api.Admin.GetJsonAsync("/v1/chat/completions/c1")).GetProperty("choices")[0].GetProperty("message");
        Assert.Equal("用 apt [1]。", message.Text("content"));
        Assert.Equal("手册.pdf", message.GetProperty("annotations")[0].Text("filename"));
    }

    [Fact]
    public async Task Can_AnswerWithoutGrounding_AndSaySo_WhenKnowledgeIsDown()
    {
        JsonNode? asked = null;
        await using var router = await StandIn.StartAsync(async context =>
        {
            asked = await JsonNode.ParseAsync(context.Request.Body);
            await context.Response.WriteAsync("""{"choices":[{"message":{"content":"perhaps [1]"}}]}""");
        });
        await using var api = await ChatApiHost.StartAsync(new() { Router = new(router.Url), RagService = new("http://127.0.0.1:1") });

        using var answer = await AskAsync(api, stream: false);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("grounding_unavailable", answer.Headers.GetValues("x-yyc3-warnings").Single());
        Assert.Contains("could not be searched", (string?)asked!["messages"]![0]!["content"], StringComparison.Ordinal);
        Assert.Empty(JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!["choices"]![0]!["message"]!["annotations"]!.AsArray());
    }

    [Fact]
    public async Task Refuses_AnUnknownStore()
    {
        await using var knowledge = await StandIn.StartAsync(context =>
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsync("""{"error":{"message":"No such vector store: 'vs_1'.","type":"invalid_request_error","param":"vector_store_ids","code":"vector_store_not_found"}}""");
        });
        await using var api = await ChatApiHost.StartAsync(new() { Router = new("http://127.0.0.1:1"), RagService = new(knowledge.Url) });

        using var answer = await AskAsync(api, stream: true);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("No such vector store: 'vs_1'.", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!["error"]!["message"]);
    }

    private static async Task<HttpResponseMessage> AskAsync(ChatApiHost api, bool stream, bool store = false)
    {
        var body = new JsonObject
        {
            ["model"] = "default",
            ["stream"] = stream,
            ["store"] = store,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "怎么安装？" }),
            ["tools"] = new JsonArray(new JsonObject { ["type"] = "file_search", ["vector_store_ids"] = new JsonArray("vs_1"), ["max_num_results"] = 3 }),
        };
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return await api.Admin.PostAsync("/v1/chat/completions", content, Cancelled);
    }
}
