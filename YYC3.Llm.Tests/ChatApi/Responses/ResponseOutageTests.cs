using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.Tests.Testing;
using static YYC3.Llm.Tests.ChatApi.Responses.ResponsesRig;

namespace YYC3.Llm.Tests.ChatApi.Responses;

/// <summary>What goes on while the database or the cache is away.</summary>
public sealed class ResponseOutageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_WhatIsNotStored_AndRefusesTheRest_WhileTheDatabaseIsDown()
    {
        await using var rig = await ResponsesRig.StartAsync(Says("Hi"), new ChatApiHostOptions { Customise = SwitchableDatabase.Install });
        var database = (SwitchableDatabase)rig.Host.Services.GetRequiredService<IDatabase>();
        var stored = (await rig.CreateAsync("""{"model":"m","input":"Hi"}""")).Text("id");

        database.IsDown = true;
        Assert.Equal("Hi", TextOf(await rig.CreateAsync("""{"model":"m","input":"Hi","store":false}""")));
        Assert.Equal("Hi", TextOf(await rig.StreamAsync("""{"model":"m","input":"Hi","store":false,"stream":true}""")));
        foreach (var body in new[] { """{"model":"m","input":"Hi"}""", """{"model":"m","input":"Hi","stream":true}""", """{"model":"m","input":"Hi","background":true}""", $$"""{"model":"m","input":"Hi","store":false,"previous_response_id":"{{stored}}"}""" })
        {
            using var refused = await rig.Http.PostAsync(Root, ApiAnswers.Json(body), Cancellation);
            await refused.ErrorAsync(HttpStatusCode.ServiceUnavailable, "service_unavailable");
        }

        using var find = await rig.Http.GetAsync($"{Root}/{stored}", Cancellation);
        await find.ErrorAsync(HttpStatusCode.ServiceUnavailable, "service_unavailable");
        using var follow = await rig.Http.GetAsync($"{Root}/{stored}?stream=true", Cancellation);
        await follow.ErrorAsync(HttpStatusCode.ServiceUnavailable, "service_unavailable");
        Assert.Equal(3, rig.Asked.Length);
    }

    [Fact]
    public async Task Keeps_AWholeAnswer_WhenTheDatabaseIsAwayForAMoment()
    {
        var down = new TaskCompletionSource();
        await using var rig = await ResponsesRig.StartAsync(
            async context =>
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync(Delta(new { content = "Hello " }));
                await context.Response.Body.FlushAsync();
                await down.Task;
                await context.Response.WriteAsync(Delta(new { content = "again" }) + Samples.Finish + Samples.Usage + Samples.Done);
            },
            new ChatApiHostOptions { Customise = SwitchableDatabase.Install });
        var database = (SwitchableDatabase)rig.Host.Services.GetRequiredService<IDatabase>();
        using var request = new HttpRequestMessage(HttpMethod.Post, Root) { Content = ApiAnswers.Json("""{"model":"m","input":"Hi","stream":true}""") };
        using var answer = await rig.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
        var seen = "";
        while (await reader.ReadLineAsync(Cancellation) is { } line)
        {
            seen += line + "\n";
            if (line.Contains("\"Hello \"", StringComparison.Ordinal))
            {
                database.IsDown = true;
                down.SetResult();
            }

            if (line.Contains("\"again\"", StringComparison.Ordinal))
            {
                database.IsDown = false; // The text came although nothing could be stored.
            }
        }

        var events = Parse(seen);
        var id = events[0].GetProperty("response").Text("id");
        Assert.Equal("Hello again", TextOf(events));
        Assert.Equal("Hello again", TextOf(await rig.Http.GetJsonAsync($"{Root}/{id}")));
        Assert.Equal(events.Select(e => e.GetRawText()), (await FollowAsync(rig.Http, id)).Select(e => e.GetRawText()));
    }

    [Fact]
    public async Task Goes_OnWithoutACache()
    {
        using var directory = new TemporaryDirectory();
        var options = new ChatApiHostOptions { DataDirectory = directory.Path, Settings = new Dictionary<string, string> { ["ConnectionStrings:cache"] = "127.0.0.1:1,abortConnect=false,connectTimeout=100" } };
        await using var rig = await ResponsesRig.StartAsync(Says("Hello ", "there"), options);
        await using var other = await ChatApiHost.StartAsync(options);

        var events = await rig.StreamAsync("""{"model":"m","input":"Hi","stream":true}""");

        Assert.Equal("Hello there", TextOf(events));
        Assert.Equal(events.Skip(3).Select(e => e.GetRawText()), (await FollowAsync(other.Admin, events[0].GetProperty("response").Text("id"), 2)).Select(e => e.GetRawText()));
    }
}
