using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.OpenAi;

/// <summary><c>GET /v1/models</c>: the answers by model name. The header <c>x-sim</c> can make it fail like any other call.</summary>
internal sealed class OpenAiModels(AnswerRegistry answers, IErrorWriter errors, long created) : IOperation
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
        writer.WriteString("object", "list");
        writer.WriteStartArray("data");
        foreach (var answer in answers.Names)
        {
            writer.WriteStartObject();
            writer.WriteString("id", "sim-" + answer);
            writer.WriteString("object", "model");
            writer.WriteNumber("created", created);
            writer.WriteString("owned_by", "simulator");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
