using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using YYC3.Llm.ServiceDefaults.Text;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Dialects.Offline;

/// <summary>Writes an answer of the offline model as OpenAI's wire has it.</summary>
internal sealed class OfflineWire(OfflinePrompt prompt, OfflineAnswer answer, TimeProvider time)
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string id = Ids.New("chatcmpl", time);
    private readonly long created = time.GetUtcNow().ToUnixTimeSeconds();
    private readonly ArrayBufferWriter<byte> output = new(1024);

    public ReadOnlyMemory<byte> Whole()
    {
        Object("chat.completion", json =>
        {
            Choice(json, () =>
            {
                json.WriteStartObject("message"u8);
                json.WriteString("role"u8, "assistant"u8);
                json.WriteString("content"u8, answer.Text);
                json.WriteNull("refusal"u8);
                json.WriteEndObject();
                json.WriteNull("logprobs"u8);
            }, Reason);
            Usage(json);
        });
        return output.WrittenMemory;
    }

    public ReadOnlyMemory<byte> Events()
    {
        Chunk(json =>
        {
            json.WriteString("role"u8, "assistant"u8);
            json.WriteString("content"u8, ""u8);
        }, null);
        foreach (var piece in answer.Pieces)
        {
            Chunk(json => json.WriteString("content"u8, piece), null);
        }

        Chunk(_ => { }, Reason);
        if (prompt.IncludeUsage)
        {
            Event(json =>
            {
                json.WriteStartArray("choices"u8);
                json.WriteEndArray();
                Usage(json);
            });
        }

        output.Write("data: [DONE]\n\n"u8);
        return output.WrittenMemory;
    }

    private string Reason => answer.IsCut ? "length" : "stop";

    private void Chunk(Action<Utf8JsonWriter> delta, string? reason) => Event(json =>
    {
        Choice(json, () =>
        {
            json.WriteStartObject("delta"u8);
            delta(json);
            json.WriteEndObject();
        }, reason);
        if (prompt.IncludeUsage)
        {
            json.WriteNull("usage"u8);
        }
    });

    private void Event(Action<Utf8JsonWriter> write)
    {
        output.Write("data: "u8);
        Object("chat.completion.chunk", write);
        output.Write("\n\n"u8);
    }

    private void Object(string type, Action<Utf8JsonWriter> write)
    {
        using var json = new Utf8JsonWriter(output, Readable);
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, type);
        json.WriteNumber("created"u8, created);
        json.WriteString("model"u8, prompt.Model);
        write(json);
        json.WriteEndObject();
    }

    private static void Choice(Utf8JsonWriter json, Action write, string? reason)
    {
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        write();
        json.WriteString("finish_reason"u8, reason);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void Usage(Utf8JsonWriter json)
    {
        var completion = TokenCounter.Estimate(answer.Text);
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, prompt.PromptTokens);
        json.WriteNumber("completion_tokens"u8, completion);
        json.WriteNumber("total_tokens"u8, prompt.PromptTokens + completion);
        json.WriteEndObject();
    }
}
