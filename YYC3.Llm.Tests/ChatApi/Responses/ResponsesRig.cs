using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Responses;

/// <summary>A scripted provider behind the real Router behind the real ChatApi.</summary>
internal sealed class ResponsesRig(ScriptedProvider provider, RouterUnderTest router, ChatApiHost host) : IAsyncDisposable
{
    public const string Root = "/v1/responses";

    public ScriptedProvider Provider => provider;

    public ChatApiHost Host => host;

    public RouterUnderTest Router => router;

    public HttpClient Http => host.Admin;

    /// <summary>The bodies that the provider got.</summary>
    public JsonElement[] Asked => [.. provider.Requests.Select(request => JsonElement.Parse(request.Text))];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ResponsesRig> StartAsync(RequestDelegate script, ChatApiHostOptions? options = null, string? models = null)
    {
        var provider = await ScriptedProvider.StartAsync(script);
        var router = await RouterUnderTest.StartAsync(models?.Replace("PROVIDER", provider.BaseUrl, StringComparison.Ordinal) ?? RouterUnderTest.Models([provider]), null, "--InternalKey=" + ChatApiHost.InternalKey);
        var host = await ChatApiHost.StartAsync((options ?? new ChatApiHostOptions()) with { Router = router.Client.BaseAddress });
        return new ResponsesRig(provider, router, host);
    }

    /// <summary>A provider that answers one turn after the other; the last one again and again.</summary>
    public static RequestDelegate Turns(params RequestDelegate[] turns)
    {
        var left = new ConcurrentQueue<RequestDelegate>(turns);
        return context => left.Count > 1 && left.TryDequeue(out var turn) ? turn(context) : turns[^1](context);
    }

    /// <summary>A turn that says something, in these pieces.</summary>
    public static RequestDelegate Says(params IEnumerable<string> pieces) =>
        ScriptedProvider.Stream([Samples.Role, .. pieces.Select(piece => Delta(new { content = piece })), Samples.Finish, Samples.Usage, Samples.Done]);

    /// <summary>A turn that calls a function.</summary>
    public static RequestDelegate Calls(string id, string name, string arguments) => ScriptedProvider.Stream(
        Samples.Role,
        Delta(new { tool_calls = new[] { new { index = 0, id, type = "function", function = new { name, arguments = arguments[..(arguments.Length / 2)] } } } }),
        Delta(new { tool_calls = new[] { new { index = 0, function = new { arguments = arguments[(arguments.Length / 2)..] } } } }),
        Samples.Finish.Replace("\"stop\"", "\"tool_calls\"", StringComparison.Ordinal),
        Samples.Usage,
        Samples.Done);

    public static string Delta(object delta) =>
        $"data: {{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{JsonSerializer.Serialize(delta)},\"finish_reason\":null}}]}}\n\n";

    /// <summary>Makes a response and waits for it; it must fit OpenAI's schema.</summary>
    public async Task<JsonElement> CreateAsync(string body)
    {
        var response = await Http.PostJsonAsync(Root, body);
        OpenAiSpec.Fits("Response", response);
        return response;
    }

    /// <summary>Makes a response and reads its events; each must fit OpenAI's schema, and they must be numbered from 0.</summary>
    public async Task<IReadOnlyList<JsonElement>> StreamAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Root) { Content = ApiAnswers.Json(body) };
        using var answer = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        var events = await ReadAsync(answer);
        for (var i = 0; i < events.Count; i++)
        {
            Assert.Equal(i, events[i].GetProperty("sequence_number").GetInt64());
            OpenAiSpec.FitsEvent(events[i]);
        }

        return events;
    }

    /// <summary>The events of a stream, to its end.</summary>
    public static async Task<List<JsonElement>> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, text);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return Parse(text);
    }

    public static List<JsonElement> Parse(string stream) =>
        [.. stream.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line["data: ".Length..]))];

    /// <summary>The text of a response.</summary>
    public static string TextOf(JsonElement response) => string.Concat(response.GetProperty("output").EnumerateArray()
        .Where(item => item.Text("type") == "message").SelectMany(item => item.GetProperty("content").EnumerateArray()).Select(part => part.Text("text")));

    /// <summary>The text that deltas make.</summary>
    public static string TextOf(IEnumerable<JsonElement> events) => string.Concat(events.Where(e => e.Text("type") == "response.output_text.delta").Select(e => e.Text("delta")));

    /// <summary>Follows a response from an event on.</summary>
    public static async Task<List<JsonElement>> FollowAsync(HttpClient client, string id, long? after = null)
    {
        using var answer = await client.GetAsync($"{Root}/{id}?stream=true{(after is null ? "" : $"&starting_after={after}")}", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        return await ReadAsync(answer);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await router.DisposeAsync();
        await provider.DisposeAsync();
    }
}
