using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.OpenAi;

/// <summary>OpenAI's error body; in mid-stream the event is shaped as OpenRouter sends it, a chunk with an <c>error</c> beside its choices.</summary>
internal sealed class OpenAiErrors : IErrorWriter
{
    /// <inheritdoc/>
    public string Dialect => "openai";

    /// <inheritdoc/>
    public byte[] Body(SimulatedError error) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        WriteError(writer, error);
        writer.WriteEndObject();
    });

    /// <inheritdoc/>
    public SimEvent Event(SimulatedError error, string model) => new(null, Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("id", OpenAiFlavour.OpenAi.Id);
        writer.WriteString("object", "chat.completion.chunk");
        writer.WriteString("model", model);
        WriteError(writer, error);
        writer.WriteStartArray("choices");
        writer.WriteStartObject();
        writer.WriteNumber("index", 0);
        writer.WriteStartObject("delta");
        writer.WriteString("content", "");
        writer.WriteEndObject();
        writer.WriteString("finish_reason", "error");
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }));

    private static void WriteError(System.Text.Json.Utf8JsonWriter writer, SimulatedError error)
    {
        writer.WriteStartObject("error");
        writer.WriteString("message", error.Message);
        writer.WriteString("type", error.Type);
        writer.WriteNull("param");
        writer.WriteString("code", error.Code);
        writer.WriteEndObject();
    }
}
