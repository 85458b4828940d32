using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Messages;

/// <summary>Routers with an anthropic and an OpenAI-shaped deployment, and what their callers read of Messages.</summary>
internal static class MessagesRouter
{
    /// <summary>Model <c>native</c> speaks Messages, <c>other</c> OpenAI's wire, <c>both</c> is tried in that order.</summary>
    public static Task<RouterUnderTest> StartAsync(ScriptedProvider native, ScriptedProvider other, string key = RouterUnderTest.Key) => RouterUnderTest.StartAsync("""
        {"providers":{
          "claude":{"dialect":"anthropic","baseUrl":"NATIVE","keys":["secret-claude"],"headers":{"anthropic-beta":"from-catalog"}},
          "plain":{"dialect":"openai","baseUrl":"OTHER","keys":["secret-plain"]}},
         "models":{
          "native":{"deployments":[{"provider":"claude","model":"claude-sonnet-5"}]},
          "other":{"deployments":[{"provider":"plain","model":"up"}]},
          "both":{"policy":"priority","deployments":[{"provider":"claude","model":"claude-sonnet-5"},{"provider":"plain","model":"up","priority":1}]}}}
        """.Replace("NATIVE", native.BaseUrl, StringComparison.Ordinal).Replace("OTHER", other.BaseUrl, StringComparison.Ordinal),
        settings: $"--InternalKey={key}");

    public static Task<HttpResponseMessage> AskAsync(HttpClient client, string body, string path = "/v1/messages", params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) =>
        JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    /// <summary>The events of a stream; each has the name that its data says.</summary>
    public static List<JsonElement> Events(string stream)
    {
        var events = new List<JsonElement>();
        foreach (var block in stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(block => !block.StartsWith(':')))
        {
            var lines = block.Split('\n');
            var data = JsonElement.Parse(lines[1]["data: ".Length..].Trim());
            Assert.Equal($"event: {data.GetProperty("type").GetString()}", lines[0]);
            events.Add(data);
        }

        return events;
    }

    public static string Type(JsonElement item) => item.GetProperty("type").GetString()!;
}
