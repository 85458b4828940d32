using System.Text.Json;
using Microsoft.AspNetCore.Http;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Responses;

/// <summary>The same turns in the wire format of one dialect or another.</summary>
internal abstract class ProviderScript
{
    public static readonly ProviderScript OpenAi = new OpenAiScript();
    public static readonly ProviderScript Anthropic = new AnthropicScript();

    /// <summary>The name of the dialect.</summary>
    public abstract string Dialect { get; }

    public string Models => $$"""{"providers":{"p":{"dialect":"{{Dialect}}","baseUrl":"PROVIDER","keys":["k"]} },"models":{"m":{"deployments":[{"provider":"p","model":"up"}]} } }""";

    public static ProviderScript Of(string dialect) => dialect == OpenAi.Dialect ? OpenAi : Anthropic;

    public abstract RequestDelegate Says(params string[] pieces);

    public abstract RequestDelegate Calls(string id, string name, string arguments);

    /// <summary>Begins to say something and falls silent, until the other side leaves.</summary>
    public abstract RequestDelegate Stalls(string piece, TaskCompletionSource left);

    private sealed class OpenAiScript : ProviderScript
    {
        public override string Dialect => "openai";

        public override RequestDelegate Says(params string[] pieces) => ResponsesRig.Says(pieces);

        public override RequestDelegate Calls(string id, string name, string arguments) => ResponsesRig.Calls(id, name, arguments);

        public override RequestDelegate Stalls(string piece, TaskCompletionSource left) => ScriptedProvider.Silent(left, Samples.Role, ResponsesRig.Delta(new { content = piece }));
    }

    private sealed class AnthropicScript : ProviderScript
    {
        private const string Start = """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"up","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":1}}}""";
        private const string TextStart = """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""";
        private const string BlockStop = """{"type":"content_block_stop","index":0}""";

        public override string Dialect => "anthropic";

        public override RequestDelegate Says(params string[] pieces) =>
            ScriptedProvider.Stream([Event(Start), Event(TextStart), .. pieces.Select(Text), Event(BlockStop), Stop("end_turn"), Event("""{"type":"message_stop"}""")]);

        public override RequestDelegate Calls(string id, string name, string arguments) => ScriptedProvider.Stream(
            Event(Start),
            Event(JsonSerializer.Serialize(new { type = "content_block_start", index = 0, content_block = new { type = "tool_use", id, name, input = new { } } })),
            Event(JsonSerializer.Serialize(new { type = "content_block_delta", index = 0, delta = new { type = "input_json_delta", partial_json = arguments } })),
            Event(BlockStop),
            Stop("tool_use"),
            Event("""{"type":"message_stop"}"""));

        public override RequestDelegate Stalls(string piece, TaskCompletionSource left) => ScriptedProvider.Silent(left, Event(Start), Event(TextStart), Text(piece));

        private static string Text(string piece) => Event(JsonSerializer.Serialize(new { type = "content_block_delta", index = 0, delta = new { type = "text_delta", text = piece } }));

        private static string Stop(string reason) => Event($$"""{"type":"message_delta","delta":{"stop_reason":"{{reason}}","stop_sequence":null},"usage":{"output_tokens":2} }""");

        private static string Event(string json) => $"event: {JsonElement.Parse(json).Text("type")}\ndata: {json}\n\n";
    }
}
