using System.ClientModel;
using System.Text.Json;
using OpenAI;
using OpenAI.Conversations;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Conversations;

public sealed class ConversationSdkTests
{
    [Fact]
    public async Task Can_BeUsedByTheOfficialSdk()
    {
        await using var host = await ChatApiHost.StartAsync();
        var client = new ConversationClient(new ApiKeyCredential(ChatApiHost.AdminKey), new OpenAIClientOptions { Endpoint = new Uri(host.Address, "/v1") });

        var created = Json(await client.CreateConversationAsync(Body("""{"metadata":{"a":"b"},"items":[{"type":"message","role":"user","content":"one"}]}""")));
        var id = created.Text("id");
        var added = Json(await client.CreateConversationItemsAsync(id, Body("""{"items":[{"type":"message","role":"user","content":"two"}]}""")));
        Assert.Single(added.Ids());
        Assert.Equal("b", Json(await client.GetConversationAsync(id)).GetProperty("metadata").Text("a"));
        Assert.Equal("c", Json(await client.UpdateConversationAsync(id, Body("""{"metadata":{"a":"c"}}"""))).GetProperty("metadata").Text("a"));
        var texts = new List<string>();
        await foreach (var page in client.GetConversationItemsAsync(id, limit: 1, order: "asc").GetRawPagesAsync())
        {
            texts.AddRange(Json(page).GetProperty("data").EnumerateArray().Select(item => item.GetProperty("content")[0].Text("text")));
        }

        Assert.Equal(["one", "two"], texts);
        Assert.True(Json(await client.DeleteConversationAsync(id)).GetProperty("deleted").GetBoolean());
    }

    private static BinaryContent Body(string json) => BinaryContent.Create(BinaryData.FromString(json));

    private static JsonElement Json(ClientResult result)
    {
        using var document = JsonDocument.Parse(result.GetRawResponse().Content);
        return document.RootElement.Clone();
    }
}
