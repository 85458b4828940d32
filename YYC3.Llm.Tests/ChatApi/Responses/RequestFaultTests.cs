using System.Net;
using YYC3.Llm.Tests.Testing;
using static YYC3.Llm.Tests.ChatApi.Responses.ResponsesRig;

namespace YYC3.Llm.Tests.ChatApi.Responses;

/// <summary>Requests that are wrong: each is refused with the field's name before a model is asked.</summary>
public sealed class RequestFaultTests
{
    [Theory]
    [InlineData("""{"input":"Hi"}""", "model", "missing_required_parameter")]
    [InlineData("""{"model":"m"}""", "input", "missing_required_parameter")]
    [InlineData("""{"model":"m","input":5}""", "input", "invalid_type")]
    [InlineData("""{"model":"m","input":[{"role":"king","content":"x"}]}""", "input[0].role", "invalid_value")]
    [InlineData("""{"model":"m","input":[{"role":"user"}]}""", "input[0].content", "missing_required_parameter")]
    [InlineData("""{"model":"m","input":[{"type":"dance"}]}""", "input[0].type", "invalid_value")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":[{"type":"input_image"}]}]}""", "input[0].content[0].image_url", "missing_required_parameter")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":[{"type":"input_image","image_url":"file:///etc/passwd"}]}]}""", "input[0].content[0].image_url", "invalid_value")]
    [InlineData("""{"model":"m","input":"x","temperature":3}""", "temperature", "decimal_above_max_value")]
    [InlineData("""{"model":"m","input":"x","max_output_tokens":0}""", "max_output_tokens", "integer_below_min_value")]
    [InlineData("""{"model":"m","input":"x","store":"yes"}""", "store", "invalid_type")]
    [InlineData("""{"model":"m","input":"x","background":true,"store":false}""", "background", "invalid_value")]
    [InlineData("""{"model":"m","input":"x","truncation":"maybe"}""", "truncation", "invalid_value")]
    [InlineData("""{"model":"m","input":"x","include":["everything"]}""", "include[0]", "invalid_value")]
    [InlineData("""{"model":"m","input":"x","metadata":{"a":1}}""", "metadata.a", "invalid_type")]
    [InlineData("""{"model":"m","input":"x","tools":[{"type":"time_machine"}]}""", "tools[0].type", "invalid_value")]
    [InlineData("""{"model":"m","input":"x","tools":[{"type":"function"}]}""", "tools[0].name", "missing_required_parameter")]
    [InlineData("""{"model":"m","input":"x","tool_choice":"required"}""", "tool_choice", "invalid_value")]
    [InlineData("""{"model":"m","input":"x","text":{"format":{"type":"json_schema","name":"a"}}}""", "text.format.schema", "missing_required_parameter")]
    [InlineData("""{"model":"m","input":"x","text":{"format":{"type":"json_schema","name":"a","schema":{"type":7}}}}""", "text.format.schema", "invalid_json_schema")]
    [InlineData("""{"model":"m","input":"x","context_management":[{"type":"compaction"}]}""", "context_management[0].compact_threshold", "missing_required_parameter")]
    [InlineData("""{"model":"m","input":"x","previous_response_id":"resp_1","conversation":"conv_1"}""", "previous_response_id", "mutually_exclusive_parameters")]
    public async Task Name_TheField(string body, string param, string code)
    {
        await using var rig = await ResponsesRig.StartAsync(Says("Hi"));

        using var answer = await rig.Http.PostAsync(Root, ApiAnswers.Json(body), TestContext.Current.CancellationToken);

        await answer.ErrorAsync(HttpStatusCode.BadRequest, code, param);
        Assert.Empty(rig.Asked);
    }

    [Theory]
    [InlineData("""{"model":"m","input":"x","previous_response_id":"resp_1"}""", "previous_response_id", "previous_response_not_found")]
    [InlineData("""{"model":"m","input":"x","conversation":"conv_1"}""", "conversation_id", "conversation_not_found")]
    [InlineData("""{"model":"none","input":"x"}""", "model", "model_not_found")]
    [InlineData("""{"model":"none","input":"x","stream":true}""", "model", "model_not_found")]
    public async Task Name_WhatThereIsNot(string body, string param, string code)
    {
        await using var rig = await ResponsesRig.StartAsync(Says("Hi"));

        using var answer = await rig.Http.PostAsync(Root, ApiAnswers.Json(body), TestContext.Current.CancellationToken);

        await answer.ErrorAsync(HttpStatusCode.NotFound, code, param);
    }
}
