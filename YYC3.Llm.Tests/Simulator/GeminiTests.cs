using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Simulator;

/// <summary>Gemini's API: paths that hold scripts, parts, signatures, refusals.</summary>
public class GeminiTests(SimulatorFixture simulator) : IClassFixture<SimulatorFixture>
{
    private Task<WireReply> Post(string model, string method, string body) =>
        WireClient.PostAsync(simulator.Url, $"/gemini/v1beta/models/{Uri.EscapeDataString(model)}:{method}", body, null, "x-goog-api-key: k\r\n");

    [Fact]
    public async Task Can_read_a_script_with_colons_from_the_path()
    {
        var reply = await DialectCall.ChatAsync(simulator.Url, "gemini", "sim?text=a%3Ab&fault=usage:missing", stream: false);

        Assert.Equal("a:b", DialectCall.Json(reply).GetProperty("candidates")[0].GetProperty("content").GetProperty("parts")[0].GetProperty("text").GetString());
        Assert.False(DialectCall.Json(reply).TryGetProperty("usageMetadata", out _));
    }

    [Fact]
    public async Task Can_stream_with_usage_that_grows_and_end_in_an_empty_text()
    {
        var events = DialectCall.Events(await DialectCall.ChatAsync(simulator.Url, "gemini", "sim?chunks=3&tokens=8&prompt=20&cached=5", stream: true));

        Assert.Equal([22, 24, 26, 28], events.Select(one => one.GetProperty("usageMetadata").GetProperty("totalTokenCount").GetInt32()));
        Assert.Equal(5, events[^1].GetProperty("usageMetadata").GetProperty("cachedContentTokenCount").GetInt32());
        Assert.Equal("STOP", events[^1].GetProperty("candidates")[0].GetProperty("finishReason").GetString());
        Assert.Equal("", events[^1].GetProperty("candidates")[0].GetProperty("content").GetProperty("parts")[0].GetProperty("text").GetString());
        Assert.All(events.SkipLast(1), one => Assert.False(one.GetProperty("candidates")[0].TryGetProperty("finishReason", out _)));
    }

    [Fact]
    public async Task Can_stream_as_one_array()
    {
        var reply = await Post("sim?chunks=3", "streamGenerateContent", """{"contents":[{"parts":[{"text":"hi"}]}]}""");

        Assert.Contains("Content-Type: application/json", reply.Head, StringComparison.Ordinal);
        Assert.Equal(4, DialectCall.Json(reply).GetArrayLength());
    }

    [Theory]
    [InlineData("", "", 10)]
    [InlineData(""","generationConfig":{"thinkingConfig":{"includeThoughts":true}}""", "thought", 10)]
    public async Task Can_think_and_show_it_to_who_asks(string config, string shown, int thoughts)
    {
        var reply = await Post("sim-reasoning?reasoning=10&tokens=30", "generateContent", """{"contents":[{"parts":[{"text":"hi"}]}]""" + config + "}");

        var usage = DialectCall.Json(reply).GetProperty("usageMetadata");
        Assert.Equal(shown.Length > 0, reply.Text.Contains("\"thought\":true", StringComparison.Ordinal));
        Assert.Equal((thoughts, 20), (usage.GetProperty("thoughtsTokenCount").GetInt32(), usage.GetProperty("candidatesTokenCount").GetInt32()));
    }

    [Fact]
    public async Task Can_demand_the_signature_of_a_call_back()
    {
        string Turn(string signature) => $$$"""
            {"contents":[{"role":"user","parts":[{"text":"hi"}]},{"role":"model","parts":[{"functionCall":{"name":"get_weather","args":{} }{{{signature}}} }]},
             {"role":"user","parts":[{"functionResponse":{"name":"get_weather","response":{"output":"21 °C"} } }]}]}
            """;
        var call = DialectCall.Json(await DialectCall.ChatAsync(simulator.Url, "gemini", "sim-tools", stream: false)).GetProperty("candidates")[0].GetProperty("content").GetProperty("parts")[0];
        var given = call.GetProperty("thoughtSignature").GetString();

        var right = await Post("sim-tools?signatures=demand", "generateContent", Turn($$""","thoughtSignature":"{{given}}" """));
        var changed = await Post("sim-tools", "generateContent", Turn(""","thoughtSignature":"AAAA" """));
        var missing = await Post("sim-tools?signatures=demand", "generateContent", Turn(""));

        Assert.Equal(Signature.Of("call:get_weather"), given);
        Assert.Contains("21 °C", right.Text, StringComparison.Ordinal);
        Assert.Contains("Corrupted thought signature", changed.Text, StringComparison.Ordinal);
        Assert.Contains("missing a thought_signature", missing.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"messages":[]}""", "messages: there is no such field")]
    [InlineData("""{"contents":[]}""", "contents: is not specified")]
    [InlineData("""{"contents":[{"role":"assistant","parts":[{"text":"a"}]}]}""", "contents[0].role")]
    [InlineData("""{"contents":[{"role":"user","parts":[]}]}""", "contents[0].parts: must not be empty")]
    [InlineData("""{"contents":[{"parts":[{"text":"a"}]}],"generationConfig":{"max_tokens":3}}""", "generationConfig.max_tokens")]
    [InlineData("""{"contents":[{"parts":[{"text":"a"}]}],"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"object","additionalProperties":false}}]}]}""", "additionalProperties")]
    [InlineData("""{"contents":[{"parts":[{"text":"a"}]},{"role":"model","parts":[{"functionCall":{"name":"f"}}]},{"parts":[{"text":"b"}]}]}""", "number of function response parts")]
    [InlineData("""{"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"data:image/png;base64,AA=="}}]}]}""", "not base64")]
    public async Task Refuses_what_gemini_refuses(string body, string named)
    {
        var reply = await Post("sim", "generateContent", body);

        var error = DialectCall.Json(reply).GetProperty("error");
        Assert.Equal((400, 400, "INVALID_ARGUMENT"), (reply.Status, error.GetProperty("code").GetInt32(), error.GetProperty("status").GetString()));
        Assert.Contains(named, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_embed_one_and_several()
    {
        var one = DialectCall.Json(await Post("sim", "embedContent", """{"content":{"parts":[{"text":"账单"}]},"outputDimensionality":16}"""));
        var several = DialectCall.Json(await Post("sim", "batchEmbedContents", """{"requests":[{"model":"models/sim","content":{"parts":[{"text":"a"}]},"outputDimensionality":8},{"model":"models/sim","content":{"parts":[{"text":"b"}]}}]}"""));

        Assert.Equal(16, one.GetProperty("embedding").GetProperty("values").GetArrayLength());
        Assert.Equal([8, 3072], several.GetProperty("embeddings").EnumerateArray().Select(item => item.GetProperty("values").GetArrayLength()));
    }

    [Fact]
    public async Task Has_no_field_that_recordings_lack()
    {
        var directory = SharedFiles.Directory("fixtures/providers/gemini");
        Assert.SkipWhen(directory is null, "The recordings are not beside this repository.");

        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(directory!, "*.chunks.txt"))
        {
            foreach (var line in await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken))
            {
                known.UnionWith(Fields.Of(JsonDocument.Parse(line).RootElement));
            }
        }

        Assert.Empty(DialectCall.Events(await DialectCall.ChatAsync(simulator.Url, "gemini", "sim-tools", stream: true)).SelectMany(Fields.Of).Distinct().Except(known));
    }
}
