using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace YYC3.Llm.Tests.EndToEnd;

/// <summary>Services are killed while they work: what streams ends properly, what is asked next is answered, what was stored is there.</summary>
[Collection(AppHostCollection.Name)]
public sealed class KilledServiceTests
{
    private const int Streams = 50;

    private static readonly TimeSpan BackSoon = TimeSpan.FromSeconds(3);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Can_EndEachStreamWithAnErrorEvent_WhenRouterIsKilled()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Finds the services' process ids in /proc.");
        await using var host = await AppHostProcess.StartAsync(["--simulate"]);
        using var client = host.CreateClient();
        Assert.Contains("\"content\"", await AskAsync(client, "sim", stream: false), StringComparison.Ordinal);

        var begun = new CountdownEvent(Streams);
        var streams = Enumerable.Range(0, Streams).Select(_ => ReadToEndAsync(client, begun)).ToList();
        await Task.Run(() => begun.Wait(Cancelled), Cancelled);
        using (var router = Process.GetProcessById(host.Services()["Router"]))
        {
            router.Kill();
        }

        var killed = Stopwatch.GetTimestamp();
        foreach (var text in await Task.WhenAll(streams))
        {
            var last = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1];
            Assert.StartsWith("data: ", last, StringComparison.Ordinal);
            Assert.Equal("server_error", (string?)JsonNode.Parse(last["data: ".Length..])!["error"]!["type"]);
            Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        }

        await AnswersAgainAsync(client, killed);
    }

    [Theory]
    [InlineData("ChatApi")]
    [InlineData("RagService")]
    public async Task Can_FindEverythingAgain_WhenAServiceIsKilled(string service)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Finds the services' process ids in /proc.");
        await using var host = await AppHostProcess.StartAsync(["--simulate"]);
        using var client = host.CreateClient();
        var project = await PostAsync(client, "v1/organization/projects", """{"name":"kept"}""");
        var account = await PostAsync(client, $"v1/organization/projects/{project["id"]}/service_accounts", """{"name":"app"}""");
        var file = await UploadAsync(client);
        var killed = Stopwatch.GetTimestamp();
        using (var process = Process.GetProcessById(host.Services()[service]))
        {
            process.Kill();
        }

        await AnswersAgainAsync(client, killed, $"v1/files/{file}");
        using var member = host.CreateClient();
        member.DefaultRequestHeaders.Authorization = new("Bearer", (string)account["api_key"]!["value"]!);
        Assert.Contains("sim", await member.GetStringAsync("v1/models", Cancelled), StringComparison.Ordinal);
        using var foreign = await member.GetAsync($"v1/files/{file}", Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode); // The file is another project's.
        Assert.Equal("kept text", await client.GetStringAsync($"v1/files/{file}/content", Cancelled));
    }

    // The restart has a back-off of a second: with the start of a process, three seconds on an idle machine. A busy one gets more, but not for ever.
    private static async Task AnswersAgainAsync(HttpClient client, long killed, string path = "")
    {
        while (true)
        {
            try
            {
                using var answer = path.Length > 0 ? await client.GetAsync(path, Cancelled) : await SendAsync(client, "sim", stream: false);
                if (answer.IsSuccessStatusCode)
                {
                    break;
                }

                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            }
            catch (HttpRequestException)
            {
                // The edge itself is on its way back.
            }

            Assert.True(Stopwatch.GetElapsedTime(killed) < AppHostProcess.Deadline, "It did not come back.");
            await Task.Delay(50, Cancelled);
        }

        TestContext.Current.AddAttachment("back after", $"{Stopwatch.GetElapsedTime(killed).TotalSeconds:0.00} s, of {BackSoon.TotalSeconds:0} s on an idle machine");
    }

    private static async Task<string> ReadToEndAsync(HttpClient client, CountdownEvent begun)
    {
        using var answer = await SendAsync(client, "simulator/sim?chunks=2000&gap=20ms", stream: true);
        await using var stream = await answer.Content.ReadAsStreamAsync(Cancelled);
        var text = new MemoryStream();
        var buffer = new byte[4096];
        int read;
        var first = true;
        while ((read = await stream.ReadAsync(buffer, Cancelled)) > 0)
        {
            text.Write(buffer, 0, read);
            if (first)
            {
                first = false;
                begun.Signal();
            }
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static async Task<string> AskAsync(HttpClient client, string model, bool stream)
    {
        using var answer = await SendAsync(client, model, stream);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(Cancelled);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string model, bool stream)
    {
        var body = new JsonObject { ["model"] = model, ["stream"] = stream, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "go" }) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
    }

    private static async Task<JsonNode> PostAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(path, content, Cancelled);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;
    }

    private static async Task<string> UploadAsync(HttpClient client)
    {
        using var form = new MultipartFormDataContent { { new StringContent("assistants"), "purpose" }, { new StringContent("kept text"), "file", "kept.txt" } };
        using var answer = await client.PostAsync("v1/files", form, Cancelled);
        answer.EnsureSuccessStatusCode();
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!["id"]!;
    }
}
