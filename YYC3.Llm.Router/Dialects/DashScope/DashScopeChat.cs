using System.Buffers;

namespace YYC3.Llm.Router.Dialects.DashScope;

/// <summary>Chat, in text generation and multimodal generation.</summary>
internal sealed class DashScopeChat : ITranslation
{
    public Failure? WriteRequest(CallerRequest request, IBufferWriter<byte> output, RequestWarnings warnings) => DashScopeJson.Translate(request, root => DashScopeBody.Write(
        request,
        output,
        json => DashScopeMessages.Write(json, root, DashScopeModels.IsMultimodal(request.Deployment.UpstreamModel, request.Needs)),
        (json, set) => DashScopeParameters.Write(json, root, request, set, warnings)));

    public Failure? ReadAnswer(CallerRequest request, int status, ReadOnlySpan<byte> body, AnswerFacts facts, IBufferWriter<byte> output)
    {
        using var answer = DashScopeAnswer.Parse(status, body, out var failure);
        if (answer is null)
        {
            return failure;
        }

        var choices = answer.Choices().ToList();
        if (choices.Count == 0)
        {
            return DashScopeErrors.Malformed(status, "The provider's answer holds no choice.");
        }

        answer.Note(facts);
        facts.Model = request.Deployment.UpstreamModel;
        foreach (var choice in choices)
        {
            facts.Finished(DashScopeWriter.Reason(choice.Finish ?? "stop", choice.Calls.Any(), out _));
        }

        DashScopeWriter.Completion(output, request, answer, choices, facts.Usage);
        return null;
    }

    public IStreamTranslation BeginStream(CallerRequest request) => new DashScopeStream(request);
}
