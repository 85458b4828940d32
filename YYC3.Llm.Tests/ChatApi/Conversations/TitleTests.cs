using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Responses;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Conversations;

public sealed class TitleTests : IAsyncLifetime
{
    private const string Root = "/v1/conversations";
    private readonly List<JsonNode> asked = [];
    private StandIn router = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => router = await StandIn.StartAsync(async context =>
    {
        asked.Add((await JsonNode.ParseAsync(context.Request.Body))!);
        await ScriptedProvider.Json(200, """{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":"“Blue whales”\n"},"finish_reason":"stop"}]}""")(context);
    });

    public ValueTask DisposeAsync() => router.DisposeAsync();

    [Theory]
    [InlineData("First one. Second one.", "First one.")]
    [InlineData("第一句话。第二句话。", "第一句话。")]
    [InlineData("  two\n words ", "two words")]
    [InlineData("", null)]
    [InlineData(" \n ", null)]
    [InlineData("aaaaaaaaaa bbbbbbbbbb cccccccccc dddddddddd eeeeeeeeee ffffffffff gggggggggg", "aaaaaaaaaa bbbbbbbbbb cccccccccc dddddddddd eeeeeeeeee…")]
    public void Title_OfAText_IsItsFirstSentenceInOneLine(string text, string? title) => Assert.Equal(title, ItemText.Title(text));

    [Fact]
    public async Task Can_HaveAModelMakeTheTitle_Once()
    {
        await using var host = await StartAsync("titles");
        var id = await NewAsync(host, """{"items":[{"role":"user","content":"Tell me about blue whales."}]}""");
        await EndAsync(host, id);
        Assert.Equal("Blue whales", (await host.Admin.GetJsonAsync($"{Root}/{id}")).Text("title"));
        Assert.Equal("titles", (string?)asked.Single()["model"]);
        Assert.Contains("Tell me about blue whales.", (string?)asked.Single()["messages"]![1]!["content"], StringComparison.Ordinal);
        await EndAsync(host, id);
        Assert.Single(asked);
    }

    [Fact]
    public async Task Can_KeepATitleOfTheCallers_AndTemporaryOnesFromTheModel()
    {
        await using var host = await StartAsync("titles");
        await EndAsync(host, await NewAsync(host, """{"title":"mine","items":[{"role":"user","content":"x"}]}"""));
        await EndAsync(host, await NewAsync(host, """{"temporary":true,"items":[{"role":"user","content":"x"}]}"""));
        Assert.Empty(asked);
    }

    [Fact]
    public async Task Can_DoWithoutAModel()
    {
        await using var host = await StartAsync(null);
        var id = await NewAsync(host, """{"items":[{"role":"user","content":"Tell me. Now."}]}""");
        await EndAsync(host, id);
        Assert.Equal("Tell me.", (await host.Admin.GetJsonAsync($"{Root}/{id}")).Text("title"));
        Assert.Empty(asked);
    }

    private static async Task<string> NewAsync(ChatApiHost host, string body) => (await host.Admin.PostJsonAsync(Root, body)).Text("id");

    // As the runs do: every observer that the host has registered is told.
    private static async Task EndAsync(ChatApiHost host, string conversation)
    {
        var key = (await host.Admin.GetJsonAsync("/v1/organization/admin_api_keys")).Ids().Single();
        var caller = new CallerIdentity(TenantId.Default, key, null, conversation, "req_1");
        JsonObject input = new() { ["type"] = "message", ["role"] = "user", ["content"] = new JsonArray(new JsonObject { ["type"] = "input_text", ["text"] = "Tell me about blue whales." }) };
        var run = new FinishedRun(caller, "resp_1", conversation, "m", [input], [], null, DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1));
        foreach (var observer in host.Services.GetServices<IRunObserver>())
        {
            await observer.EndedAsync(run, Cancellation);
        }
    }

    private Task<ChatApiHost> StartAsync(string? model) => ChatApiHost.StartAsync(new ChatApiHostOptions
    {
        Router = new Uri(router.Url),
        Settings = model is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["Conversations:TitleModel"] = model },
    });
}
