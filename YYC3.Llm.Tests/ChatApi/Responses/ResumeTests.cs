using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using YYC3.Llm.Tests.Testing;
using static YYC3.Llm.Tests.ChatApi.Responses.ResponsesRig;

namespace YYC3.Llm.Tests.ChatApi.Responses;

/// <summary>Streams that break off and go on: each event once, in order, wherever the cut is.</summary>
public sealed class ResumeTests
{
    private const int Pieces = 190;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string WholeText { get; } = string.Concat(Enumerable.Range(0, Pieces).Select(Piece));

    [Fact]
    public async Task Can_GoOnAtEveryEvent_OverSse()
    {
        await using var rig = await ResponsesRig.StartAsync(Says(Enumerable.Range(0, Pieces).Select(Piece)));
        var whole = await rig.StreamAsync("""{"model":"m","input":"Hi","stream":true}""");
        var id = whole[0].GetProperty("response").Text("id");
        Assert.True(whole.Count >= 198);

        for (var cut = 0; cut < whole.Count; cut++)
        {
            var rest = await FollowAsync(rig.Http, id, cut);
            Assert.Equal(whole.Count - cut - 1, rest.Count);
            Assert.Equal(whole.Skip(cut + 1).Select(e => e.GetRawText()), rest.Select(e => e.GetRawText()));
            Assert.Equal(WholeText, TextOf([.. whole.Take(cut + 1), .. rest]));
        }
    }

    [Fact]
    public async Task Can_GoOnAtEveryEvent_OverAWebSocket_WithManyRunsOnIt()
    {
        await using var rig = await ResponsesRig.StartAsync(Says(Enumerable.Range(0, Pieces).Select(Piece)));
        using var socket = await ConnectAsync(rig.Host);
        await SendAsync(socket, """{"type":"response.create","stream_id":"lane","model":"m","input":"Hi"}""");
        var whole = new List<JsonElement>();
        do
        {
            whole.Add(await ReceiveAsync(socket));
        }
        while (whole[^1].Text("type") != "response.completed");

        var id = whole[0].Text("response_id");
        Assert.All(whole, e => Assert.Equal("lane", e.Text("stream_id")));
        for (var cut = 0; cut < whole.Count; cut++)
        {
            await SendAsync(socket, $$"""{"type":"response.resume","stream_id":"cut{{cut}}","response_id":"{{id}}","starting_after":{{cut}}}""");
        }

        var resumed = Enumerable.Range(0, whole.Count).Select(_ => new List<JsonElement>()).ToArray();
        for (var left = whole.Count * (whole.Count - 1) / 2; left > 0; left--)
        {
            var e = await ReceiveAsync(socket);
            if (e.Text("type") == "error")
            {
                // So many at once are refused, and asked for again.
                Assert.Equal("too_many_runs", e.GetProperty("error").Text("code"));
                left++;
                var again = e.Text("stream_id");
                await SendAsync(socket, $$"""{"type":"response.resume","stream_id":"{{again}}","response_id":"{{id}}","starting_after":{{again[3..]}}}""");
                continue;
            }

            resumed[int.Parse(e.Text("stream_id")[3..])].Add(e);
        }

        for (var cut = 0; cut < whole.Count; cut++)
        {
            Assert.Equal(whole.Skip(cut + 1).Select(e => e.GetProperty("sequence_number").GetInt64()), resumed[cut].Select(e => e.GetProperty("sequence_number").GetInt64()));
            Assert.Equal(WholeText, TextOf([.. whole.Take(cut + 1), .. resumed[cut]]));
        }
    }

    [Fact]
    public async Task Can_BeFollowedByManyAtOnce_WhileTheRunGoesOn_AlsoThroughAnotherInstance()
    {
        using var directory = new TemporaryDirectory();
        var go = new SemaphoreSlim(0);
        await using var rig = await ResponsesRig.StartAsync(
            async context =>
            {
                context.Response.ContentType = "text/event-stream";
                for (var i = 0; i < Pieces; i++)
                {
                    if (i % 50 == 1)
                    {
                        await go.WaitAsync(context.RequestAborted);
                    }

                    await context.Response.WriteAsync(Delta(new { content = Piece(i) }), context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                }

                await context.Response.WriteAsync(Samples.Finish + Samples.Usage + Samples.Done, context.RequestAborted);
            },
            new ChatApiHostOptions { DataDirectory = directory.Path });
        await using var other = await ChatApiHost.StartAsync(new ChatApiHostOptions { DataDirectory = directory.Path });
        var id = (await rig.CreateAsync("""{"model":"m","input":"Hi","background":true}""")).Text("id");

        var followers = new[] { rig.Http, rig.Http, other.Admin, other.Admin }.Select(client => FollowAsync(client, id)).ToList();
        go.Release(4);
        var streams = await Task.WhenAll(followers);

        Assert.All(streams, events => Assert.Equal(WholeText, TextOf(events)));
        Assert.All(streams, events => Assert.Equal(streams[0].Select(e => e.GetRawText()), events.Select(e => e.GetRawText())));
    }

    [Fact]
    public async Task Understands_LastEventId()
    {
        await using var rig = await ResponsesRig.StartAsync(Says("a", "b"));
        var whole = await rig.StreamAsync("""{"model":"m","input":"Hi","stream":true}""");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Root}/{whole[0].GetProperty("response").Text("id")}");
        request.Headers.Add("Last-Event-ID", "4");

        using var answer = await rig.Http.SendAsync(request, Cancellation);

        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.StartsWith("id: 5\nevent: response.output_text.delta\ndata: {", text);
        Assert.Equal(whole.Count - 5, Parse(text).Count);
    }

    [Fact]
    public async Task Can_GoOnWithoutItsCaller_AndBeReadLater()
    {
        var go = new TaskCompletionSource();
        await using var rig = await ResponsesRig.StartAsync(async context =>
        {
            await context.Response.WriteAsync(Delta(new { content = "Hello " }));
            await context.Response.Body.FlushAsync();
            await go.Task;
            await context.Response.WriteAsync(Delta(new { content = "again" }) + Samples.Finish + Samples.Done);
        });
        rig.Provider.Script = WithContentType(rig.Provider.Script);
        using var request = new HttpRequestMessage(HttpMethod.Post, Root) { Content = ApiAnswers.Json("""{"model":"m","input":"Hi","stream":true}""") };
        string id;
        using (var answer = await rig.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation))
        {
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
            string? line;
            while ((line = await reader.ReadLineAsync(Cancellation))?.StartsWith("data: ", StringComparison.Ordinal) != true)
            {
            }

            id = JsonElement.Parse(line!["data: ".Length..]).GetProperty("response").Text("id");
        }

        go.SetResult();
        var events = await FollowAsync(rig.Http, id);

        Assert.Equal("Hello again", TextOf(events));
        Assert.Equal("response.completed", events[^1].Text("type"));
    }

    [Fact]
    public async Task Refuse_AnUnknownStartAndAnUnknownResponse()
    {
        await using var rig = await ResponsesRig.StartAsync(Says("a"));
        var made = await rig.CreateAsync("""{"model":"m","input":"Hi"}""");

        using var wrong = await rig.Http.GetAsync($"{Root}/{made.Text("id")}?stream=true&starting_after=x", Cancellation);
        await wrong.ErrorAsync(HttpStatusCode.BadRequest, "invalid_value", "starting_after");
        using var unknown = await rig.Http.GetAsync($"{Root}/resp_none?stream=true", Cancellation);
        await unknown.ErrorAsync(HttpStatusCode.NotFound, "response_not_found", "response_id");
    }

    [Fact]
    public async Task Tell_OfFaults_OnAWebSocket()
    {
        await using var rig = await ResponsesRig.StartAsync(Says("Hi"));
        using var socket = await ConnectAsync(rig.Host, viaProtocol: true);
        Assert.Equal("responses", socket.SubProtocol);

        foreach (var (message, code, param) in new (string, string, string?)[]
        {
            ("no json", "invalid_json", null),
            ("""{"type":"response.dance"}""", "invalid_value", "type"),
            ("""{"type":"response.create","input":"Hi","event_id":"e1"}""", "missing_required_parameter", "model"),
            ("""{"type":"response.resume","response_id":"resp_none"}""", "response_not_found", "response_id"),
            ("""{"type":"response.cancel"}""", "missing_required_parameter", "response_id"),
        })
        {
            await SendAsync(socket, message);
            var e = await ReceiveAsync(socket);
            Assert.Equal("error", e.Text("type"));
            Assert.Equal(code, e.GetProperty("error").Text("code"));
            Assert.Equal(param, e.GetProperty("error").Text("param"));
        }

        await SendAsync(socket, """{"type":"response.create","model":"m","input":"Hi"}""");
        Assert.Equal("response.created", (await ReceiveAsync(socket)).Text("type"));
    }

    private static string Piece(int i) => i % 3 == 0 ? $"词{i} " : $"word{i}\n";

    private static RequestDelegate WithContentType(RequestDelegate script) => context =>
    {
        context.Response.ContentType = "text/event-stream";
        return script(context);
    };

    private static async Task<ClientWebSocket> ConnectAsync(ChatApiHost host, bool viaProtocol = false)
    {
        var socket = new ClientWebSocket();
        if (viaProtocol)
        {
            socket.Options.AddSubProtocol("responses");
            socket.Options.AddSubProtocol("openai-insecure-api-key." + ChatApiHost.AdminKey);
        }
        else
        {
            socket.Options.SetRequestHeader("Authorization", "Bearer " + ChatApiHost.AdminKey);
        }

        await socket.ConnectAsync(new UriBuilder(host.Address) { Scheme = "ws", Path = Root }.Uri, Cancellation);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string message) => socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, Cancellation);

    private static async Task<JsonElement> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[256 * 1024];
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), Cancellation);
            Assert.NotEqual(WebSocketMessageType.Close, part.MessageType);
            length += part.Count;
            if (part.EndOfMessage)
            {
                return JsonElement.Parse(buffer.AsSpan(0, length));
            }
        }
    }
}
