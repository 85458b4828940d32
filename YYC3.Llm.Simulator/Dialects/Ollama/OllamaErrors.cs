using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.Ollama;

/// <summary>Ollama's errors: <c>{"error":"…"}</c>, also as a line of a stream.</summary>
internal sealed class OllamaErrors : IErrorWriter
{
    /// <inheritdoc/>
    public string Dialect => "ollama";

    /// <inheritdoc/>
    public byte[] Body(SimulatedError error) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("error", error.Kind switch
        {
            ErrorKinds.Model => "model 'sim' not found",
            ErrorKinds.Overloaded => "server busy, please try again.  maximum pending requests exceeded",
            _ => error.Message,
        });
        writer.WriteEndObject();
    });

    /// <inheritdoc/>
    public SimEvent Event(SimulatedError error, string model) => new(null, Body(error));
}
