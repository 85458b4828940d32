using System.Text;
using System.Text.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Messages;

/// <summary>Calls Anthropic's Messages API and reads its answers as Anthropic's SDKs do: strictly by the order of events.</summary>
internal static class MessagesCaller
{
    public static string Request(bool stream = false, string model = "m") =>
        $$"""{"model":"{{model}}","max_tokens":10,"messages":[{"role":"user","content":"Hello"}]{{(stream ? ",\"stream\":true" : "")}}}""";

    public static Task<HttpResponseMessage> MessagesAsync(this RouterUnderTest router, string body) => router.PostAsync("/v1/messages", Encoding.UTF8.GetBytes(body));

    /// <summary>The message of an answer that must be an error of Anthropic's shape.</summary>
    public static async Task<string> MessagesErrorAsync(this HttpResponseMessage answer, int status, string type)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode == status, $"{answer.StatusCode} instead of {status}: {text}");
        using var document = JsonDocument.Parse(text);
        Assert.Equal(["type", "error", "request_id"], document.RootElement.Fields());
        Assert.Equal("error", document.RootElement.Text("type"));
        Assert.Equal(type, document.RootElement.GetProperty("error").Text("type"));
        return document.RootElement.GetProperty("error").Text("message");
    }

    /// <summary>The events of a stream, comments left out; each event's name must be its data's type.</summary>
    public static List<JsonElement> Events(string stream)
    {
        var events = new List<JsonElement>();
        foreach (var block in stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = block.Split('\n').Where(line => !line.StartsWith(':')).ToArray();
            if (lines.Length == 0)
            {
                continue;
            }

            var data = JsonDocument.Parse(lines[1]["data: ".Length..]).RootElement;
            Assert.Equal("event: " + data.Text("type"), lines[0]);
            events.Add(data);
        }

        return events;
    }

    /// <summary>Puts a stream together to the message that an SDK makes of it, checking that each event comes when it may.</summary>
    public static (JsonElement[] Content, string StopReason, JsonElement Usage) Accumulate(List<JsonElement> events)
    {
        Assert.Equal("message_start", events[0].Text("type"));
        Assert.Equal(["id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage"], events[0].GetProperty("message").Fields());
        Assert.StartsWith("msg_", events[0].GetProperty("message").Text("id"), StringComparison.Ordinal);
        Assert.Equal("message_stop", events[^1].Text("type"));
        Assert.Equal("message_delta", events[^2].Text("type"));
        var content = new List<JsonElement>();
        Dictionary<string, string>? open = null;
        var type = "";
        foreach (var at in events[1..^2])
        {
            switch (at.Text("type"))
            {
                case "content_block_start":
                    Assert.Null(open);
                    Assert.Equal(content.Count, at.GetProperty("index").GetInt32());
                    var block = at.GetProperty("content_block");
                    type = block.Text("type");
                    open = block.EnumerateObject().ToDictionary(field => field.Name, field => field.Name == "input" ? "" : field.Value.GetString()!);
                    break;
                case "content_block_delta":
                    Assert.NotNull(open);
                    Assert.Equal(content.Count, at.GetProperty("index").GetInt32());
                    var delta = at.GetProperty("delta");
                    var (kind, field, to) = type switch
                    {
                        "text" => ("text_delta", "text", "text"),
                        "tool_use" => ("input_json_delta", "partial_json", "input"),
                        _ => delta.Text("type") == "signature_delta" ? ("signature_delta", "signature", "signature") : ("thinking_delta", "thinking", "thinking"),
                    };
                    Assert.Equal(kind, delta.Text("type"));
                    open[to] += delta.Text(field);
                    break;
                case "content_block_stop":
                    Assert.NotNull(open);
                    Assert.Equal(content.Count, at.GetProperty("index").GetInt32());
                    content.Add(JsonSerializer.SerializeToElement(open));
                    open = null;
                    break;
                default:
                    Assert.Fail($"{at} out of place");
                    break;
            }
        }

        Assert.Null(open);
        return ([.. content], events[^2].GetProperty("delta").Text("stop_reason"), events[^2].GetProperty("usage"));
    }
}
