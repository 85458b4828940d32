using System.Text.Json;
using YYC3.Llm.Router.Dialects;

namespace YYC3.Llm.Tests.Router.Dialects.Gemini;

public sealed class GeminiRequestTests
{
    private readonly Translated gemini = new(DialectNames.Gemini, "gemini-3.5-flash");

    [Fact]
    public void Messages_BecomeContents()
    {
        var sent = gemini.Request("""
            {"model":"m","messages":[
              {"role":"system","content":"Be brief"},{"role":"developer","content":[{"type":"text","text":"Be kind"}]},
              {"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,aGk="}}]},
              {"role":"user","content":"And this?"},
              {"role":"assistant","content":null,"tool_calls":[
                {"id":"call_1","type":"function","function":{"name":"look","arguments":"{\"x\":1}"},"extra_content":{"google":{"thought_signature":"c2ln"}}},
                {"id":"g-7","type":"function","function":{"name":"now","arguments":""}}]},
              {"role":"tool","tool_call_id":"g-7","content":"12:00"},{"role":"tool","tool_call_id":"call_1","content":"{\"t\":21}"},
              {"role":"user","content":"Thanks"},
              {"role":"assistant","content":"Welcome","extra_content":{"google":{"thought_signature":"dGV4dA=="}}},
              {"role":"user","content":"Bye"}]}
            """);

        Json("""{"parts":[{"text":"Be brief"},{"text":"Be kind"}]}""", sent.GetProperty("systemInstruction"));
        Json(
            """
            [{"role":"user","parts":[{"text":"What is it?"},{"inlineData":{"mimeType":"image/png","data":"aGk="}},{"text":"And this?"}]},
             {"role":"model","parts":[{"functionCall":{"name":"look","args":{"x":1}},"thoughtSignature":"c2ln"},{"functionCall":{"id":"g-7","name":"now","args":{}}}]},
             {"role":"user","parts":[{"functionResponse":{"id":"g-7","name":"now","response":{"output":"12:00"}}},{"functionResponse":{"name":"look","response":{"t":21}}}]},
             {"role":"user","parts":[{"text":"Thanks"}]},
             {"role":"model","parts":[{"text":"Welcome","thoughtSignature":"dGV4dA=="}]},
             {"role":"user","parts":[{"text":"Bye"}]}]
            """,
            sent.GetProperty("contents"));
        Assert.Null(gemini.Warnings.Header);
    }

    [Fact]
    public void InstructionsAlone_AreAsked() => Json(
        """[{"role":"user","parts":[{"text":"Hi"}]}]""", gemini.Request("""{"model":"m","messages":[{"role":"system","content":"Hi"}]}""").GetProperty("contents"));

    [Theory]
    [InlineData("gemini-3.5-flash", true)]
    [InlineData("gemini-2.5-flash", false)]
    public void LostSignature_IsStoodInForWhereOneIsNeeded(string model, bool expected)
    {
        var sent = new Translated(DialectNames.Gemini, model).Request("""
            {"model":"m","messages":[{"role":"user","content":"?"},{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}},{"id":"b","function":{"name":"f","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"b","content":"2"}]}
            """);
        var parts = sent.GetProperty("contents")[1].GetProperty("parts");

        Assert.Equal(expected, parts[0].TryGetProperty("thoughtSignature", out _));
        Assert.False(parts[1].TryGetProperty("thoughtSignature", out _));
    }

    [Fact]
    public void Parameters_GoWhereTheyBelong()
    {
        var sent = gemini.Request("""
            {"model":"m","messages":[{"role":"user","content":"?"}],"temperature":0.5,"top_p":0.9,"max_completion_tokens":100,"stop":["a","b"],"n":2,"seed":7,
             "presence_penalty":0.1,"frequency_penalty":0.2,"logprobs":true,"top_logprobs":3,"user":"u","logit_bias":{"1":2}}
            """);

        Json(
            """{"temperature":0.5,"topP":0.9,"candidateCount":2,"seed":7,"presencePenalty":0.1,"frequencyPenalty":0.2,"responseLogprobs":true,"logprobs":3,"maxOutputTokens":100,"stopSequences":["a","b"]}""",
            sent.GetProperty("generationConfig"));
        Assert.Equal("logit_bias dropped: gemini does not accept it", gemini.Warnings.Header);
    }

    [Theory]
    [InlineData("gemini-3.5-flash", "minimal", """{"thinkingLevel":"minimal","includeThoughts":true}""")]
    [InlineData("gemini-3-pro-preview", "medium", """{"thinkingLevel":"high","includeThoughts":true}""")]
    [InlineData("gemini-3.1-pro", "medium", """{"thinkingLevel":"medium","includeThoughts":true}""")]
    [InlineData("gemini-flash-latest", "high", """{"thinkingLevel":"high","includeThoughts":true}""")]
    [InlineData("gemini-2.5-flash", "none", """{"thinkingBudget":0}""")]
    [InlineData("gemini-2.5-flash", "low", """{"thinkingBudget":1024,"includeThoughts":true}""")]
    [InlineData("models/gemini-2.5-pro", "medium", """{"thinkingBudget":8192,"includeThoughts":true}""")]
    [InlineData("gemini-2.5-pro", "high", """{"thinkingBudget":24576,"includeThoughts":true}""")]
    [InlineData("gemini-2.0-flash", "high", null)]
    public void ReasoningEffort_BecomesThinking(string model, string effort, string? expected)
    {
        var config = new Translated(DialectNames.Gemini, model).Request($$"""{"model":"m","messages":[{"role":"user","content":"?"}],"reasoning_effort":"{{effort}}"}""").GetProperty("generationConfig");

        if (expected is null)
        {
            Assert.False(config.TryGetProperty("thinkingConfig", out _));
        }
        else
        {
            Json(expected, config.GetProperty("thinkingConfig"));
        }
    }

    [Theory]
    [InlineData("\"auto\"", """{"mode":"AUTO"}""")]
    [InlineData("\"none\"", """{"mode":"NONE"}""")]
    [InlineData("\"required\"", """{"mode":"ANY"}""")]
    [InlineData("""{"type":"function","function":{"name":"f"}}""", """{"mode":"ANY","allowedFunctionNames":["f"]}""")]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"f"}}]}}""", """{"mode":"VALIDATED","allowedFunctionNames":["f"]}""")]
    public void ToolChoice_BecomesMode(string choice, string expected)
    {
        var sent = gemini.Request($$"""{"model":"m","messages":[{"role":"user","content":"?"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{ } } } }],"tool_choice":{{choice}}}""");

        Json("""[{"functionDeclarations":[{"name":"f"}]}]""", sent.GetProperty("tools"));
        Json(expected, sent.GetProperty("toolConfig").GetProperty("functionCallingConfig"));
    }

    [Fact]
    public void ToolSchemas_AreCleaned()
    {
        var sent = gemini.Request("""
            {"model":"m","messages":[{"role":"user","content":"?"}],"tools":[{"type":"function","function":{"name":"f","description":"d","strict":true,"parameters":{
              "$schema":"http://json-schema.org/draft-07/schema#","type":"object","additionalProperties":false,"required":["a","gone"],
              "properties":{"a":{"type":["string","null"],"format":"uri","minLength":1},"b":{"enum":["x","y",null]},"c":{"anyOf":[{"type":"integer","format":"int32"},{"type":"null"}],"description":"n"},
                "d":{"type":"integer","enum":[1,2]},"e":{"type":"array","items":{"type":"object","properties":{"k":{"const":"v"}}}},"g":{"type":"number","exclusiveMinimum":0}}}}}]}
            """);

        Json(
            """
            {"type":"object","required":["a"],"properties":{"a":{"type":"string","nullable":true,"minLength":1},"b":{"nullable":true,"enum":["x","y"]},
             "c":{"type":"integer","format":"int32","description":"n","nullable":true},"d":{"type":"integer"},"e":{"type":"array","items":{"type":"object","properties":{"k":{"enum":["v"]}}}},"g":{"type":"number"}}}
            """,
            sent.GetProperty("tools")[0].GetProperty("functionDeclarations")[0].GetProperty("parameters"));
        Assert.Equal(
            "enum dropped from the parameters of f: gemini takes strings only; exclusiveMinimum dropped from the parameters of f: gemini does not accept it", gemini.Warnings.Header);
    }

    [Fact]
    public void SchemasWithDefinitions_GoAsJsonSchema()
    {
        var sent = gemini.Request("""
            {"model":"m","messages":[{"role":"user","content":"?"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{
              "$schema":"x","type":"object","properties":{"a":{"$ref":"#/$defs/A"}},"required":["a"],"additionalProperties":false,"$defs":{"A":{"type":"string","const":"v"}}}}}}
            """).GetProperty("generationConfig");

        Assert.Equal("application/json", sent.GetProperty("responseMimeType").GetString());
        Json("""{"type":"object","properties":{"a":{"$ref":"#/$defs/A"}},"required":["a"],"additionalProperties":false,"$defs":{"A":{"type":"string","enum":["v"]}}}""", sent.GetProperty("responseJsonSchema"));
    }

    [Fact]
    public void DeploymentFields_AreSetAmongTheOthers()
    {
        var sent = new Translated(DialectNames.Gemini, "gemini-3.5-flash", null, """{"generationConfig":{"temperature":0,"mediaResolution":"LOW"},"tools":[{"googleSearch":{}}],"safetySettings":[]}""")
            .Request("""{"model":"m","messages":[{"role":"user","content":"?"}],"temperature":1,"seed":1,"tools":[{"type":"function","function":{"name":"f"}}]}""");

        Json("""{"seed":1,"temperature":0,"mediaResolution":"LOW"}""", sent.GetProperty("generationConfig"));
        Json("""[{"functionDeclarations":[{"name":"f"}]},{"googleSearch":{}}]""", sent.GetProperty("tools"));
        Json("[]", sent.GetProperty("safetySettings"));
    }

    [Theory]
    [InlineData("""[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://x/a.png"}}]}]""", "messages[0].content[0].image_url.url", "Model")]
    [InlineData("""[{"role":"user","content":[{"type":"video_url"}]}]""", "messages[0].content[0].type", "Model")]
    [InlineData("""[{"role":"user","content":[{"type":"file","file":{"file_id":"file-1"}}]}]""", "messages[0].content[0].file", "Model")]
    [InlineData("""[{"role":"user","content":1}]""", "messages[0].content", "Caller")]
    [InlineData("""[{"role":"critic","content":"x"}]""", "messages[0].role", "Caller")]
    [InlineData("""[{"role":"user","content":"x"},{"role":"tool","tool_call_id":"nobody","content":"x"}]""", "messages[1].tool_call_id", "Caller")]
    [InlineData("""[{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":"[1]"}}]}]""", "messages[1].tool_calls[0].function.arguments", "Caller")]
    public void WhatCannotBeAsked_NamesItsField(string messages, string field, string whose)
    {
        var failure = gemini.Refused($$"""{"model":"m","messages":{{messages}}}""");

        Assert.Equal((field, whose, 400), (failure.Param, failure.Class.ToString(), failure.Status));
        Assert.Contains(field, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"reasoning_effort\":\"extreme\"", "reasoning_effort")]
    [InlineData("\"stop\":1", "stop")]
    [InlineData("\"tool_choice\":\"maybe\"", "tool_choice")]
    [InlineData("\"response_format\":{\"type\":\"xml\"}", "response_format.type")]
    public void WrongParameters_NameTheirField(string parameter, string field) =>
        Assert.Equal(field, gemini.Refused($$"""{"model":"m","messages":[{"role":"user","content":"?"}],{{parameter}}}""").Param);

    [Fact]
    public void HttpsImages_GoByAddress() => Json(
        """[{"fileData":{"mimeType":"image/jpeg","fileUri":"https://x.example/a.jpg?b"}}]""",
        gemini.Request("""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x.example/a.jpg?b"}}]}]}""").GetProperty("contents")[0].GetProperty("parts"));

    private static void Json(string expected, JsonElement actual)
    {
        using var document = JsonDocument.Parse(expected);
        Assert.True(JsonElement.DeepEquals(document.RootElement, actual), $"Expected {expected}\nbut got {actual.GetRawText()}");
    }
}
