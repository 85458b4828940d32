using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.Anthropic;

/// <summary><c>POST /anthropic/v1/messages/count_tokens</c>: the script's <c>prompt</c>, else a quarter of the request's bytes.</summary>
internal sealed class AnthropicCount(IErrorWriter errors) : IOperation
{
    /// <inheritdoc/>
    public IErrorWriter Errors => errors;

    /// <inheritdoc/>
    public SimulatedError? Authorize(HttpRequest request, string? apiKey) => AnthropicAccess.Authorize(request, apiKey);

    /// <inheritdoc/>
    public RequestHead ReadHead(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        AnthropicRequest.Read(document.RootElement, body.Length, "ignore", counts: true);
        return new RequestHead(document.RootElement.GetProperty("model").GetString()!, Stream: false, WantsUsage: false);
    }

    /// <inheritdoc/>
    public Func<EventPlace, TokenCounts, TokenCounts?> UsageAt(RequestHead head) => static (_, _) => null;

    /// <inheritdoc/>
    public bool ReadsBody(Script script) => true;

    /// <inheritdoc/>
    public void Render(Draft draft, RequestHead head, ReadOnlyMemory<byte> body)
    {
        var tokens = draft.Script.Number("prompt", Counted.PromptTokens(body.Length));
        draft.Body = Json.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("input_tokens", tokens);
            writer.WriteEndObject();
        });
    }
}
