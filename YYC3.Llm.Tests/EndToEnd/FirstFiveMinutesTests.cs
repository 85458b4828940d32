using System.ClientModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Files;
using OpenAI.VectorStores;
using YYC3.Llm.Tests.AppHost;

namespace YYC3.Llm.Tests.EndToEnd;

/// <summary>What the README promises a newcomer, with the official SDK against the real thing.</summary>
[Collection(AppHostCollection.Name)]
public sealed class FirstFiveMinutesTests
{
    private const string Manual = """
        # 咖啡机使用手册

        ## 清洗

        每周用柠檬酸溶液清洗一次水箱，然后用清水冲洗两遍。

        ## 故障

        指示灯闪红色表示水箱缺水，请加水后重新启动。

        # Coffee machine manual

        ## Warranty

        The warranty lasts twenty-four months from the date of purchase. Keep the receipt.

        ## Grinder

        Set the grinder to level three for espresso and to level seven for filter coffee.
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Can_AskStreamUploadAskAboutItSeeTheTraceAndComeBack()
    {
        using var folder = new TempFolder();
        string key, store;
        await using (var host = await AppHostProcess.StartAsync(dataDirectory: folder.Path))
        {
            key = host.ApiKey;
            await AskAsync(host);
            store = await UploadAsync(host);
            await AskAboutItAsync(host, store, "多久清洗一次水箱？", "咖啡机使用手册", "柠檬酸");
            await AskAboutItAsync(host, store, "How long does the warranty last?", "Coffee machine manual", "twenty-four months");
            await SeeTheTraceAsync(host);
            Assert.Equal(0, await host.StopAsync());
        }

        await using var again = await AppHostProcess.StartAsync(dataDirectory: folder.Path);
        Assert.Equal(key, again.ApiKey);
        await AskAboutItAsync(again, store, "指示灯闪红色是什么意思？", "咖啡机使用手册", "缺水");
    }

    private static async Task AskAsync(AppHostProcess host)
    {
        var chat = Client(host).GetChatClient("default");

        ChatCompletion answer = await chat.CompleteChatAsync([new UserChatMessage("Hello! Who are you?")], cancellationToken: Cancelled);
        Assert.Contains("offline model", answer.Content[0].Text, StringComparison.Ordinal);
        Assert.Contains("OPENAI_API_KEY", answer.Content[0].Text, StringComparison.Ordinal);

        var text = "";
        await foreach (var update in chat.CompleteChatStreamingAsync([new UserChatMessage("你好，你是谁？")], cancellationToken: Cancelled))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
        }

        Assert.Contains("离线模型", text, StringComparison.Ordinal);
        Assert.Contains("default", (await Client(host).GetOpenAIModelClient().GetModelsAsync(Cancelled)).Value.Select(model => model.Id));
    }

    private static async Task<string> UploadAsync(AppHostProcess host)
    {
        OpenAIFile file = await Client(host).GetOpenAIFileClient().UploadFileAsync(BinaryData.FromString(Manual), "咖啡机 手册.md", FileUploadPurpose.Assistants);
        Assert.Equal("咖啡机 手册.md", file.Filename);

        var stores = Client(host).GetVectorStoreClient();
        VectorStore store = await stores.CreateVectorStoreAsync(new VectorStoreCreationOptions { Name = "manuals", FileIds = { file.Id } }, Cancelled);
        while (store.Status != VectorStoreStatus.Completed)
        {
            await Task.Delay(100, Cancelled);
            store = await stores.GetVectorStoreAsync(store.Id, Cancelled);
        }

        Assert.Equal(1, store.FileCounts.Completed);
        return store.Id;
    }

    private static async Task AskAboutItAsync(AppHostProcess host, string store, string question, string heading, string words)
    {
        var request = new JsonObject
        {
            ["model"] = "default",
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = question }),
            ["tools"] = new JsonArray(new JsonObject { ["type"] = "file_search", ["vector_store_ids"] = new JsonArray(store) }),
        };
        using var content = BinaryContent.Create(BinaryData.FromString(request.ToJsonString()));
        var result = await Client(host).GetChatClient("default").CompleteChatAsync(content);

        var message = JsonNode.Parse(result.GetRawResponse().Content)!["choices"]![0]!["message"]!;
        Assert.Contains(words, (string?)message["content"], StringComparison.Ordinal);
        var annotation = message["annotations"]!.AsArray().First(annotation => ((string?)annotation!["heading"])!.Contains(heading, StringComparison.Ordinal))!;
        Assert.Equal("file_citation", (string?)annotation["type"]);
        Assert.Equal("咖啡机 手册.md", (string?)annotation["filename"]);
        Assert.InRange((int)annotation["span"]!["end"]!, (int)annotation["span"]!["start"]! + 1, Manual.Length);
        var mark = ((string)message["content"]!)[(int)annotation["start_index"]!..(int)annotation["end_index"]!];
        Assert.Equal($"[{annotation["source"]}]", mark);
    }

    private static async Task SeeTheTraceAsync(AppHostProcess host)
    {
        using var browser = new HttpClient { BaseAddress = host.Dashboard };
        using var login = await browser.GetAsync(host.Dashboard, Cancelled);
        login.EnsureSuccessStatusCode();

        // Each service sends its spans every few seconds: the trace is whole once all three have.
        var asked = Stopwatch.GetTimestamp();
        while (!await HasGroundedTraceAsync(browser))
        {
            Assert.True(Stopwatch.GetElapsedTime(asked) < AppHostProcess.Deadline, "No trace holds the edge, the retrieval and the model call.");
            await Task.Delay(200, Cancelled);
        }
    }

    private static async Task<bool> HasGroundedTraceAsync(HttpClient browser)
    {
        string[] parts = ["chatapi", "ragservice", "\"retrieve\"", "gen_ai.request.model"];
        var traces = JsonNode.Parse(await browser.GetStringAsync("/api/traces?models=true", Cancelled))!;
        foreach (var trace in traces["traces"]!.AsArray())
        {
            var detail = await browser.GetStringAsync($"/api/traces/{trace!["traceId"]}", Cancelled);
            if (parts.All(part => detail.Contains(part, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private static OpenAIClient Client(AppHostProcess host) =>
        new(new ApiKeyCredential(host.ApiKey), new OpenAIClientOptions { Endpoint = new Uri(host.ChatApi, "v1") });
}
