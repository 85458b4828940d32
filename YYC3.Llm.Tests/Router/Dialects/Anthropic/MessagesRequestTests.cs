using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Dialects.Anthropic;

namespace YYC3.Llm.Tests.Router.Dialects.Anthropic;

public sealed class MessagesRequestTests
{
    [Fact]
    public void Write_HistoryWithToolsAndImages_MergesTurnsInOrder()
    {
        var written = Write("""
            {"model":"m","max_tokens":100,"messages":[
              {"role":"system","content":"Be brief."},
              {"role":"user","content":[{"type":"text","text":"Look"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},{"type":"image_url","image_url":{"url":"https://e.org/a.png"}}]},
              {"role":"assistant","content":"I look.","tool_calls":[{"id":"functions.f:0","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"c2","type":"function","function":{"name":"g","arguments":""}}]},
              {"role":"tool","tool_call_id":"functions.f:0","content":"one"},
              {"role":"tool","tool_call_id":"c2","content":""},
              {"role":"user","content":"And?"},
              {"role":"developer","content":"In French."}]}
            """);

        Assert.Equal(
            """{"model":"upstream-1","max_tokens":100,"system":[{"type":"text","text":"Be brief."},{"type":"text","text":"In French."}],"messages":[{"role":"user","content":[{"type":"text","text":"Look"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"image","source":{"type":"url","url":"https://e.org/a.png"}}]},{"role":"assistant","content":[{"type":"text","text":"I look."},{"type":"tool_use","id":"functions_f_0","name":"f","input":{"a":1}},{"type":"tool_use","id":"c2","name":"g","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"functions_f_0","content":[{"type":"text","text":"one"}]},{"type":"tool_result","tool_use_id":"c2"},{"type":"text","text":"And?"}]}],"tools":[{"name":"f","input_schema":{"type":"object"}},{"name":"g","input_schema":{"type":"object"}}],"tool_choice":{"type":"none"}}""",
            written);
    }

    [Theory]
    [InlineData("\"auto\"", "", null)]
    [InlineData("\"none\"", "", """{"type":"none"}""")]
    [InlineData("\"required\"", "", """{"type":"any"}""")]
    [InlineData("""{"type":"function","function":{"name":"f"}}""", "", """{"type":"tool","name":"f"}""")]
    [InlineData("\"auto\"", ",\"parallel_tool_calls\":false", """{"type":"auto","disable_parallel_tool_use":true}""")]
    [InlineData("\"required\"", ",\"parallel_tool_calls\":false", """{"type":"any","disable_parallel_tool_use":true}""")]
    public void Write_ToolChoice_IsTold(string choice, string more, string? expected)
    {
        var written = JsonElement.Parse(Write($$$"""{"model":"m","tools":[{"type":"function","function":{"name":"f"},"cache_control":{"type":"ephemeral"}}],"tool_choice":{{{choice}}}{{{more}}},"messages":[{"role":"user","content":"x"}]}"""));

        Assert.Equal("""[{"name":"f","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}]""", written.GetProperty("tools").GetRawText());
        Assert.Equal(expected, written.TryGetProperty("tool_choice", out var told) ? told.GetRawText() : null);
    }

    [Theory]
    [InlineData("claude-sonnet-4-5", "low", 0, """{"type":"enabled","budget_tokens":2048}""", null, 10240)]
    [InlineData("claude-sonnet-4-5", "high", 10000, """{"type":"enabled","budget_tokens":8000}""", null, 10000)]
    [InlineData("claude-sonnet-4-5", "high", 500, null, null, 500)]
    [InlineData("claude-opus-4-20250514", "medium", 0, """{"type":"enabled","budget_tokens":8192}""", null, 16384)]
    [InlineData("claude-opus-4-6", "minimal", 0, """{"type":"adaptive","display":"summarized"}""", "low", 9216)]
    [InlineData("claude-opus-4-8", "xhigh", 64000, """{"type":"adaptive","display":"summarized"}""", "xhigh", 64000)]
    [InlineData("claude-sonnet-5", "medium", 900, """{"type":"adaptive","display":"summarized"}""", "medium", 900)]
    [InlineData("claude-sonnet-5", "none", 0, null, null, 8192)]
    public void Write_ReasoningEffort_BecomesWhatTheModelKnows(string model, string effort, int limit, string? thinking, string? told, long maxTokens)
    {
        var written = JsonElement.Parse(Write($$$"""{"model":"m","reasoning_effort":"{{{effort}}}"{{{(limit > 0 ? $",\"max_completion_tokens\":{limit}" : "")}}},"messages":[{"role":"user","content":"x"}]}""", model: model));

        Assert.Equal(thinking, written.TryGetProperty("thinking", out var given) ? given.GetRawText() : null);
        Assert.Equal(told, written.TryGetProperty("output_config", out var config) ? config.GetProperty("effort").GetString() : null);
        Assert.Equal(maxTokens, written.GetProperty("max_tokens").GetInt64());
    }

    [Fact]
    public void Write_ThinkingGivenBack_StandsWhereItStood()
    {
        var written = JsonElement.Parse(Write("""
            {"model":"m","reasoning_effort":"low","tools":[{"type":"function","function":{"name":"f"}}],"messages":[{"role":"user","content":"x"},
            {"role":"assistant","content":"T","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}],
             "reasoning_details":[{"type":"reasoning.text","text":"a","format":"anthropic-claude-v1","index":0},{"type":"reasoning.text","text":"b","format":"anthropic-claude-v1","index":0},{"type":"reasoning.text","signature":"s","format":"anthropic-claude-v1","index":0},
              {"type":"reasoning.encrypted","data":"d","format":"anthropic-claude-v1","index":2},{"type":"reasoning.text","text":"z","signature":"z","format":"other","index":0}],
             "extra_content":{"anthropic":{"blocks":[{"index":3,"block":{"type":"server_tool_use","id":"s","name":"web_search","input":{}}}]}}},
            {"role":"tool","tool_call_id":"c","content":"r"}]}
            """, model: "claude-sonnet-4-5"));

        Assert.Equal(
            """[{"type":"thinking","thinking":"ab","signature":"s"},{"type":"text","text":"T"},{"type":"redacted_thinking","data":"d"},{"type":"server_tool_use","id":"s","name":"web_search","input":{}},{"type":"tool_use","id":"c","name":"f","input":{}}]""",
            written.GetProperty("messages")[1].GetProperty("content").GetRawText());
        Assert.True(written.TryGetProperty("thinking", out _));
    }

    [Fact]
    public void Write_WhatIsNotAccepted_IsDroppedWithAWarning()
    {
        var warnings = new RequestWarnings();
        var written = JsonElement.Parse(Write("""{"model":"m","temperature":1.5,"frequency_penalty":1,"presence_penalty":1,"logit_bias":{"1":1},"seed":0,"logprobs":true,"n":2,"stop":[" ","END"],"user":"u","safety_identifier":"s","messages":[{"role":"user","content":"x"}]}""", warnings));

        Assert.Equal(1, written.GetProperty("temperature").GetDouble());
        Assert.Equal("""["END"]""", written.GetProperty("stop_sequences").GetRawText());
        Assert.Equal("""{"user_id":"s"}""", written.GetProperty("metadata").GetRawText());
        Assert.All(["frequency_penalty", "presence_penalty", "logit_bias", "seed", "logprobs", "n"], name =>
        {
            Assert.False(written.TryGetProperty(name, out _));
            Assert.Contains($"{name} dropped", warnings.Header, StringComparison.Ordinal);
        });
        Assert.Contains("temperature lowered", warnings.Header, StringComparison.Ordinal);
        Assert.Contains("stop shortened", warnings.Header, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_DefaultsThatAskForNothing_WarnOfNothing()
    {
        var warnings = new RequestWarnings();
        Write("""{"model":"m","temperature":1,"frequency_penalty":0,"presence_penalty":0,"logprobs":false,"n":1,"modalities":["text"],"stop":null,"messages":[{"role":"user","content":"x"}]}""", warnings);

        Assert.Null(warnings.Header);
    }

    [Fact]
    public void Write_Schema_BecomesAClosedOutputFormat()
    {
        var written = JsonElement.Parse(Write("""{"model":"m","reasoning_effort":"low","response_format":{"type":"json_schema","json_schema":{"name":"c","schema":{"type":"object","properties":{"a":{"type":"object","properties":{}},"enum":{"enum":[{"type":"object"}]}}}}},"messages":[{"role":"user","content":"x"}]}""", model: "claude-sonnet-5"));

        Assert.Equal(
            """{"effort":"low","format":{"type":"json_schema","schema":{"type":"object","properties":{"a":{"type":"object","properties":{},"additionalProperties":false},"enum":{"enum":[{"type":"object"}]}},"additionalProperties":false}}}""",
            written.GetProperty("output_config").GetRawText());
    }

    [Fact]
    public void Write_CacheMarks_StandOnTheirBlocks()
    {
        var written = JsonElement.Parse(Write("""{"model":"m","messages":[{"role":"system","content":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h"}}]},{"role":"user","content":"u","cache_control":{"type":"ephemeral"}}]}"""));

        Assert.Equal("""[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h"}}]""", written.GetProperty("system").GetRawText());
        Assert.Equal("""[{"type":"text","text":"u","cache_control":{"type":"ephemeral"}}]""", written.GetProperty("messages")[0].GetProperty("content").GetRawText());
    }

    private static string Write(string body, RequestWarnings? warnings = null, string model = TranslationRun.Model)
    {
        using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddDialects().BuildServiceProvider();
        var dialect = services.GetRequiredService<DialectRegistry>().Get(DialectNames.Anthropic);
        var request = TranslationRun.Request(dialect, body);
        var deployment = new Deployment(request.Deployment.Provider, new DeploymentDefinition("p", model, 1, 0, [], [], null));
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        Assert.Null(new AnthropicTranslation().WriteRequest(request with { Deployment = deployment }, output, warnings ?? new RequestWarnings()));
        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
