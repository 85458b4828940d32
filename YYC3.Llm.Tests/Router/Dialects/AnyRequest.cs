using System.Text.Json;

namespace YYC3.Llm.Tests.Router.Dialects;

/// <summary>Makes requests of numbers: histories in any order, sensible or not, with odd values where they may stand.</summary>
internal static class AnyRequest
{
    private static readonly string[] Messages =
    [
        """{"role":"user","content":"a"}""",
        """{"role":"user","content":""}""",
        """{"role":"user","content":null}""",
        """{"role":"user"}""",
        """{"role":"user","content":7}""",
        """{"role":"user","content":[{"type":"text","text":"a"},{"type":"text"},{"type":7},7,null]}""",
        """{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}""",
        """{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:,nothing"}},{"type":"image_url","image_url":"x"},{"type":"image_url"}]}""",
        """{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]}""",
        """{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]}""",
        """{"role":"user","content":[{"type":"file","file":{"file_data":"data:application/pdf;base64,AAAA","filename":"a.pdf"}},{"type":"file","file":{"file_id":"file-1"}}]}""",
        """{"role":"system","content":"s"}""",
        """{"role":"system","content":[{"type":"text","text":"s"}]}""",
        """{"role":"developer","content":"d"}""",
        """{"role":"assistant","content":"b"}""",
        """{"role":"assistant","content":[{"type":"text","text":"b"},{"type":"refusal","refusal":"no"}]}""",
        """{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"c2","type":"function","function":{"name":"f","arguments":""}}]}""",
        """{"role":"assistant","content":"x","tool_calls":[{"id":"c3","type":"function","function":{"name":"f","arguments":"not json"}},{"type":"function"},{},7]}""",
        """{"role":"assistant","content":null,"tool_calls":[],"reasoning_details":[7,{"type":"reasoning.text"},{"type":"reasoning.encrypted","format":"anthropic-claude-v1"}]}""",
        """{"role":"assistant","content":null,"tool_calls":"x","reasoning_details":"x"}""",
        """{"role":"tool","tool_call_id":"c1","content":"1"}""",
        """{"role":"tool","tool_call_id":"c2","content":[{"type":"text","text":"2"}]}""",
        """{"role":"tool","content":"orphan"}""",
        """{"role":"tool","tool_call_id":7,"content":{"a":1}}""",
        """{"role":"function","name":"f","content":"old"}""",
        """{"role":"nobody","content":"x"}""",
    ];

    private static readonly string[] Options =
    [
        "\"temperature\":9", "\"temperature\":\"x\"", "\"max_tokens\":0", "\"max_tokens\":\"x\"", "\"max_completion_tokens\":99999999999",
        "\"stop\":[1,\"\",null]", "\"stop\":{}", "\"tools\":7", "\"tools\":[7,{},{\"type\":\"function\"},{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":7}}]",
        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]", "\"tool_choice\":\"odd\"", "\"tool_choice\":{\"type\":\"function\"}", "\"tool_choice\":7", "\"tool_choice\":\"required\"",
        "\"response_format\":7", "\"response_format\":{\"type\":\"odd\"}", "\"response_format\":{\"type\":\"json_schema\"}", "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":7}}",
        "\"reasoning_effort\":\"odd\"", "\"reasoning_effort\":7", "\"n\":3", "\"n\":\"x\"", "\"user\":7", "\"metadata\":7", "\"parallel_tool_calls\":7", "\"logit_bias\":7", "\"seed\":\"x\"",
    ];

    public static string Of(int[] picks, int options)
    {
        var chosen = Options.Where((_, i) => (options >> (i % 31) & 1) == 1);
        var messages = picks.Select(pick => Messages[(int)((uint)pick % (uint)Messages.Length)]).DefaultIfEmpty(Messages[0]);
        var body = $"{{{string.Join(",", ["\"model\":\"m\"", .. chosen.DistinctBy(option => option.Split(':')[0])])},\"messages\":[{string.Join(",", messages)}]}}";
        using var parsed = JsonDocument.Parse(body);
        return body;
    }
}
