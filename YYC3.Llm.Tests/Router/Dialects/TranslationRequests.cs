namespace YYC3.Llm.Tests.Router.Dialects;

/// <summary>OpenAI requests of every kind that callers send.</summary>
internal static class TranslationRequests
{
    public const string Hello = """{"model":"m","messages":[{"role":"user","content":"Hello"}]}""";

    private const string Tools = """[{"type":"function","function":{"name":"get_weather","description":"Weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]},"strict":true}},{"type":"function","function":{"name":"now"}}]""";

    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /// <summary>Each with a name for messages. All are requests that OpenAI accepts.</summary>
    public static readonly (string Name, string Body)[] All =
    [
        ("text", Hello),
        ("parts", """{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"Hel"},{"type":"text","text":"lo"}]}],"temperature":0.2,"top_p":0.9,"max_tokens":64}"""),
        ("system and developer", """{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},{"role":"developer","content":[{"type":"text","text":"In French."}]},{"role":"user","content":"Again"}]}"""),
        ("only system", """{"model":"m","messages":[{"role":"system","content":"Say something."}]}"""),
        ("ends with assistant", """{"model":"m","messages":[{"role":"user","content":"Count"},{"role":"assistant","content":"One, "}]}"""),
        ("empty contents", """{"model":"m","messages":[{"role":"system","content":""},{"role":"user","content":""},{"role":"assistant","content":null},{"role":"user","content":[]},{"role":"user","content":"Hi"}]}"""),
        ("same roles", """{"model":"m","messages":[{"role":"user","content":"a","name":"ann"},{"role":"user","content":"b","name":"bob"},{"role":"assistant","content":"c"},{"role":"assistant","content":"d"},{"role":"user","content":"e"}]}"""),
        ("vision by data", $$$"""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"What?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{Pixel}}}","detail":"low"}}]}]}"""),
        ("vision by address", """{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.org/a.png"}},{"type":"text","text":"What?"}]}]}"""),
        ("tools", $$$"""{"model":"m","tools":{{{Tools}}},"tool_choice":"auto","messages":[{"role":"user","content":"Weather?"}]}"""),
        ("no tool", $$$"""{"model":"m","tools":{{{Tools}}},"tool_choice":"none","messages":[{"role":"user","content":"Weather?"}]}"""),
        ("any tool", $$$"""{"model":"m","tools":{{{Tools}}},"tool_choice":"required","parallel_tool_calls":false,"messages":[{"role":"user","content":"Weather?"}]}"""),
        ("that tool", $$$"""{"model":"m","tools":{{{Tools}}},"tool_choice":{"type":"function","function":{"name":"now"}},"messages":[{"role":"user","content":"Weather?"}]}"""),
        ("tool results", $$$"""{"model":"m","tools":{{{Tools}}},"messages":[{"role":"user","content":"Weather?"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"北京\"}"}}]},{"role":"tool","tool_call_id":"call_1","content":"21"}]}"""),
        ("parallel calls", $$$"""{"model":"m","tools":{{{Tools}}},"parallel_tool_calls":true,"messages":[{"role":"user","content":"Weather?"},{"role":"assistant","content":"I look.","tool_calls":[{"id":"call_1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Paris\"}"}},{"id":"call_2","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Rome\"}"}}]},{"role":"tool","tool_call_id":"call_2","content":[{"type":"text","text":"30"}]},{"role":"tool","tool_call_id":"call_1","content":""},{"role":"user","content":"And?"}]}"""),
        ("call without arguments", $$$"""{"model":"m","tools":{{{Tools}}},"messages":[{"role":"user","content":"Time?"},{"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"now","arguments":""}}]},{"role":"tool","tool_call_id":"call_1","content":"12:00"}]}"""),
        ("json mode", """{"model":"m","response_format":{"type":"json_object"},"messages":[{"role":"user","content":"A city as JSON"}]}"""),
        ("json schema", """{"model":"m","response_format":{"type":"json_schema","json_schema":{"name":"city","strict":true,"schema":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"],"additionalProperties":false}}},"messages":[{"role":"user","content":"A city"}]}"""),
        ("reasoning", """{"model":"m","reasoning_effort":"high","max_completion_tokens":30000,"temperature":1,"messages":[{"role":"user","content":"Think"}]}"""),
        ("no reasoning", """{"model":"m","reasoning_effort":"none","messages":[{"role":"user","content":"Think"}]}"""),
        ("reasoning given back", """{"model":"m","messages":[{"role":"user","content":"Think"},{"role":"assistant","content":"4","reasoning_content":"2+2","reasoning_details":[{"type":"reasoning.text","text":"2+2","signature":"c2ln","format":"anthropic-claude-v1","index":0},{"type":"reasoning.encrypted","data":"b3BhcXVl","format":"anthropic-claude-v1","index":1},{"type":"reasoning.encrypted","data":"b3RoZXI=","format":"other","index":0}]},{"role":"user","content":"More"}]}"""),
        ("stop", """{"model":"m","stop":["END","\n\n"],"messages":[{"role":"user","content":"Hi"}]}"""),
        ("one stop", """{"model":"m","stop":"END","messages":[{"role":"user","content":"Hi"}]}"""),
        ("limits not everywhere known", """{"model":"m","temperature":1.7,"top_p":1,"frequency_penalty":0.5,"presence_penalty":0.5,"logit_bias":{"1":2},"seed":7,"logprobs":true,"top_logprobs":2,"user":"u","safety_identifier":"s","metadata":{"a":"b"},"store":false,"service_tier":"auto","messages":[{"role":"user","content":"Hi"}]}"""),
        ("nulls", """{"model":"m","temperature":null,"top_p":null,"max_tokens":null,"stop":null,"tools":null,"tool_choice":null,"response_format":null,"n":null,"reasoning_effort":null,"messages":[{"role":"user","content":"Hi"}]}"""),
        ("unknown fields", """{"model":"m","future":{"deep":[1,{"a":null}]},"messages":[{"role":"user","content":"Hi","x":1}]}"""),
        ("cache marks", """{"model":"m","messages":[{"role":"system","content":[{"type":"text","text":"Long","cache_control":{"type":"ephemeral"}}]},{"role":"user","content":"Hi","cache_control":{"type":"ephemeral","ttl":"1h"}}]}"""),
    ];
}
