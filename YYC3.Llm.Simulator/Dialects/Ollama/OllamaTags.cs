using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.Ollama;

/// <summary><c>GET /ollama/api/tags</c>: the answers by model name.</summary>
internal sealed class OllamaTags(AnswerRegistry answers, IErrorWriter errors, DateTimeOffset created) : IOperation
{
    /// <inheritdoc/>
    public IErrorWriter Errors => errors;

    /// <inheritdoc/>
    public RequestHead ReadHead(HttpRequest request, ReadOnlyMemory<byte> body) => new("sim", Stream: false, WantsUsage: false);

    /// <inheritdoc/>
    public Func<EventPlace, TokenCounts, TokenCounts?> UsageAt(RequestHead head) => static (_, _) => null;

    /// <inheritdoc/>
    public bool ReadsBody(Script script) => false;

    /// <inheritdoc/>
    public void Render(Draft draft, RequestHead head, ReadOnlyMemory<byte> body) => draft.Body = Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("models");
        foreach (var answer in answers.Names)
        {
            writer.WriteStartObject();
            writer.WriteString("name", "sim-" + answer);
            writer.WriteString("model", "sim-" + answer);
            writer.WriteString("modified_at", created);
            writer.WriteNumber("size", 1);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
