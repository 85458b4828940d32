using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.Router.Completions.Chunks;
using YYC3.Llm.ServiceDefaults.Text;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Relay.Continuing;

/// <summary>
/// Carries a stream that broke off after the commit point on with another candidate: it knows the text that the caller has, asks for the rest
/// of it, and lets only what is new through. Text alone can be carried on: not a tool call that has begun, nor JSON, nor several choices.
/// </summary>
/// <param name="first">The caller's request.</param>
internal sealed class Continuation(byte[] first) : IAnswerRecorder, IDisposable
{
    /// <summary>Times one stream is carried on at most.</summary>
    private const int Most = 3;

    private const string Instruction =
        "Your answer was cut off by a technical fault. Go on with it exactly where it stops, in the middle of a word if need be. Do not repeat anything of it, do not comment on this, begin with the next character.";

    private readonly SseFramer framer = new();
    private readonly SseFramer incoming = new();
    private readonly ByteBuffer filtered = new(1024);
    private readonly StringBuilder text = new();
    private TextJoint? joint;
    private bool impossible;
    private int times;

    /// <summary>Whether the stream is being carried on: what comes is to be filtered.</summary>
    public bool IsActive => joint is not null;

    /// <summary>What the caller has got of the text.</summary>
    public string Text => text.ToString();

    /// <summary>Whether the stream that has just broken off can be carried on; counts as one time.</summary>
    public bool TryBegin()
    {
        if (impossible || text.Length == 0 || times >= Most)
        {
            return false;
        }

        times++;
        joint = new TextJoint(Text);
        return true;
    }

    /// <summary>The request for the rest: the caller's, with what was written, and the wish to go on.</summary>
    /// <param name="output">Takes it.</param>
    public void WriteRequest(IBufferWriter<byte> output)
    {
        var request = JsonNode.Parse(first)!.AsObject();
        var messages = request["messages"]!.AsArray();
        messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = Text });
        messages.Add(new JsonObject { ["role"] = "user", ["content"] = Instruction });
        foreach (var limit in new[] { "max_tokens", "max_completion_tokens" })
        {
            if (request[limit]?.GetValueKind() == JsonValueKind.Number)
            {
                request[limit] = Math.Max(1, request[limit]!.GetValue<double>() - TokenCounter.Estimate(Text));
            }
        }

        using var json = new Utf8JsonWriter(output, ChunkJson.Readable);
        request.WriteTo(json);
    }

    /// <summary>What of these events the caller is to get.</summary>
    public ReadOnlySpan<byte> Filter(ReadOnlySpan<byte> events)
    {
        filtered.Clear();
        incoming.Append(events);
        while (incoming.TryRead(out var block))
        {
            if (!block.HasData || Parse(block.Data.Span) is not { } chunk)
            {
                filtered.Append(block.Raw.Span);
            }
            else if (Rewrite(chunk))
            {
                filtered.Append("data: "u8);
                using (var json = new Utf8JsonWriter(filtered, ChunkJson.Readable))
                {
                    chunk.WriteTo(json);
                }

                filtered.Append("\n\n"u8);
            }
        }

        return filtered.Span;
    }

    public void Whole(ReadOnlySpan<byte> completion)
    {
        // A whole answer does not break off.
    }

    public void Events(ReadOnlySpan<byte> events)
    {
        framer.Append(events);
        while (framer.TryRead(out var block))
        {
            if (block.HasData && Parse(block.Data.Span) is { } chunk)
            {
                Note(chunk);
            }
        }
    }

    public void Dispose()
    {
        framer.Dispose();
        incoming.Dispose();
        filtered.Dispose();
    }

    private void Note(JsonObject chunk)
    {
        foreach (var choice in (chunk["choices"] as JsonArray ?? []).OfType<JsonObject>())
        {
            // What has ended needs nothing more, and what is no text cannot be told to a model as its own words.
            impossible |= choice["finish_reason"] is not null || choice["delta"]?["tool_calls"] is JsonArray { Count: > 0 } || choice["delta"]?["audio"] is not null;
            text.Append(Content(choice));
        }
    }

    /// <summary>Takes out of a chunk what the caller has; false when nothing is left of it.</summary>
    private bool Rewrite(JsonObject chunk)
    {
        if (chunk["choices"] is not JsonArray { Count: > 0 } choices || choices[0] is not JsonObject choice)
        {
            return true;
        }

        var fresh = joint!.Add(Content(choice));
        var ended = choice["finish_reason"] is not null;
        if (ended)
        {
            fresh += joint.End();
        }

        if (choice["delta"] is not JsonObject delta)
        {
            return true;
        }

        foreach (var again in new[] { "role", "reasoning_content", "reasoning", "reasoning_details" })
        {
            delta.Remove(again);
        }

        delta.Remove("content");
        if (fresh.Length > 0)
        {
            delta["content"] = fresh;
        }

        return ended || delta.Any(field => field.Value is not null) || chunk["usage"] is not null;
    }

    private static string Content(JsonObject choice) =>
        choice["delta"]?["content"] is { } content && content.GetValueKind() == JsonValueKind.String ? content.GetValue<string>() : "";

    private static JsonObject? Parse(ReadOnlySpan<byte> data)
    {
        try
        {
            return JsonNode.Parse(data) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
