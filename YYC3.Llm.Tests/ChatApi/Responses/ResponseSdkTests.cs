using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using OpenAI.Responses;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Responses;

/// <summary>The official .NET SDK, unmodified, over a provider in OpenAI's shape and over one in Anthropic's.</summary>
public sealed class ResponseSdkTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task Can_CreateStreamAndResume(string dialect)
    {
        var script = ProviderScript.Of(dialect);
        await using var rig = await ResponsesRig.StartAsync(script.Says("Hello ", "世", "界"), models: script.Models);
        var client = Client(rig);

        ResponseResult made = await client.CreateResponseAsync("m", "Hi", null, Cancellation);
        Assert.Equal("Hello 世界", made.GetOutputText());
        Assert.Equal(ResponseStatus.Completed, made.Status);
        Assert.Equal(9, made.Usage.InputTokenCount);

        var updates = new List<StreamingResponseUpdate>();
        await foreach (var update in client.CreateResponseStreamingAsync("m", "Hi", made.Id, Cancellation))
        {
            updates.Add(update);
        }

        var id = updates.OfType<StreamingResponseCreatedUpdate>().Single().Response.Id;
        Assert.Equal("Hello 世界", string.Concat(updates.OfType<StreamingResponseOutputTextDeltaUpdate>().Select(update => update.Delta)));
        for (var cut = 0; cut < updates.Count - 1; cut++)
        {
            var rest = new List<StreamingResponseUpdate>();
            await foreach (var update in client.GetResponseStreamingAsync(new GetResponseOptions(id) { StartingAfter = cut, StreamingEnabled = true }, Cancellation))
            {
                rest.Add(update);
            }

            Assert.Equal(updates.Skip(cut + 1).Select(update => (update.SequenceNumber, update.GetType())), rest.Select(update => (update.SequenceNumber, update.GetType())));
        }

        ResponseResult found = await client.GetResponseAsync(id, Cancellation);
        Assert.Equal("Hello 世界", found.GetOutputText());
        var inputs = new List<ResponseItem>();
        await foreach (var item in client.GetResponseInputItemsAsync(id, Cancellation))
        {
            inputs.Add(item);
        }

        Assert.Equal("Hi", Assert.IsAssignableFrom<MessageResponseItem>(Assert.Single(inputs)).Content[0].Text);
        ResponseDeletionResult deleted = await client.DeleteResponseAsync(id, Cancellation);
        Assert.True(deleted.Deleted);
        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(() => client.GetResponseAsync(id, Cancellation))).Status);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task Can_WorkInTheBackground_BePolledAndCancelled(string dialect)
    {
        var script = ProviderScript.Of(dialect);
        var left = new TaskCompletionSource();
        await using var rig = await ResponsesRig.StartAsync(script.Stalls("Hello", left), models: script.Models);
        var client = Client(rig);

        ResponseResult queued = await client.CreateResponseAsync(new CreateResponseOptions("m", [ResponseItem.CreateUserMessageItem("Hi")]) { BackgroundModeEnabled = true }, Cancellation);
        ResponseResult polled = await client.GetResponseAsync(queued.Id, Cancellation);
        ResponseResult cancelled = await client.CancelResponseAsync(queued.Id, Cancellation);

        Assert.Equal(ResponseStatus.Queued, queued.Status);
        Assert.Contains(polled.Status, new ResponseStatus?[] { ResponseStatus.Queued, ResponseStatus.InProgress });
        Assert.Equal(ResponseStatus.Cancelled, cancelled.Status);
        if (rig.Provider.Requests.IsEmpty)
        {
            return; // It was cancelled before the provider was asked.
        }

        await left.Task.WaitAsync(Cancellation);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task Can_LoopOverATool_FiveTimes(string dialect)
    {
        var script = ProviderScript.Of(dialect);
        await using var rig = await ResponsesRig.StartAsync(
            ResponsesRig.Turns([.. Enumerable.Range(0, 5).Select(i => script.Calls($"call_{i}", "weather", $$"""{"city":"城{{i}}"}""")), script.Says("Sunny")]), models: script.Models);
        var client = Client(rig);
        var tool = ResponseTool.CreateFunctionTool("weather", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}"""), true, "The weather of a city");
        List<ResponseItem> history = [ResponseItem.CreateUserMessageItem("Weather?")];

        ResponseResult response;
        var steps = 0;
        while (true)
        {
            response = await client.CreateResponseAsync(new CreateResponseOptions("m", history) { Tools = { tool }, StoredOutputEnabled = false }, Cancellation);
            history.AddRange(response.OutputItems);
            var calls = response.OutputItems.OfType<FunctionCallResponseItem>().ToList();
            if (calls.Count == 0)
            {
                break;
            }

            foreach (var call in calls)
            {
                Assert.Equal($"城{steps}", JsonElement.Parse(call.FunctionArguments.ToMemory().Span).Text("city"));
                history.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, $"Sun {steps++}"));
            }
        }

        Assert.Equal(5, steps);
        Assert.Equal("Sunny", response.GetOutputText());
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task Can_AnswerInAJsonSchema(string dialect)
    {
        var script = ProviderScript.Of(dialect);
        await using var rig = await ResponsesRig.StartAsync(ResponsesRig.Turns(script.Says("""{"name":1}"""), script.Says("""{"name":"李"}""")), models: script.Models);
        var format = ResponseTextFormat.CreateJsonSchemaFormat("person", BinaryData.FromString("""{"type":"object","properties":{"name":{"type":"string"}},"required":["name"],"additionalProperties":false}"""), null, true);

        ResponseResult response = await Client(rig).CreateResponseAsync(
            new CreateResponseOptions("m", [ResponseItem.CreateUserMessageItem("Who?")]) { TextOptions = new ResponseTextOptions { TextFormat = format } }, Cancellation);

        Assert.Equal("""{"name":"李"}""", response.GetOutputText());
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task Can_SearchFilesAndCite(string dialect)
    {
        var script = ProviderScript.Of(dialect);
        await using var knowledge = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, """
            {"object":"list","data":[{"vector_store_id":"vs_1","file_id":"file-1","filename":"manual.md","score":0.9,"attributes":{},
            "content":[{"type":"text","text":"The red lamp means overheating.","chunk_id":"c1","page":null,"heading":null,"span":{"start":0,"end":31}}]}]}
            """));
        await using var rig = await ResponsesRig.StartAsync(
            ResponsesRig.Turns(script.Calls("call_1", "file_search", """{"queries":["red lamp"]}"""), script.Says("Too hot [1].")),
            new ChatApiHostOptions { RagService = new Uri(knowledge.BaseUrl[..^3]) },
            script.Models);

        ResponseResult response = await Client(rig).CreateResponseAsync(
            new CreateResponseOptions("m", [ResponseItem.CreateUserMessageItem("The lamp?")]) { Tools = { ResponseTool.CreateFileSearchTool(["vs_1"]) }, IncludedProperties = { IncludedResponseProperty.FileSearchCallResults } }, Cancellation);

        var search = response.OutputItems.OfType<FileSearchCallResponseItem>().Single();
        Assert.Equal("manual.md", search.Results.Single().Filename);
        var citation = response.OutputItems.OfType<MessageResponseItem>().Single().Content[0].OutputTextAnnotations.Single();
        Assert.Equal("file-1", Assert.IsType<FileCitationMessageAnnotation>(citation).FileId);
    }

    private static ResponsesClient Client(ResponsesRig rig) => new(
        new ApiKeyCredential(ChatApiHost.AdminKey),
        new ResponsesClientOptions { Endpoint = new Uri(rig.Host.Address, "/v1"), RetryPolicy = new ClientRetryPolicy(0) });
}
