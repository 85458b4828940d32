using System.Buffers;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Wenxin;

/// <summary>Chat, both ways.</summary>
internal sealed class WenxinChat(WenxinErrors errors) : ITranslation
{
    public Failure? WriteRequest(CallerRequest request, IBufferWriter<byte> output, RequestWarnings warnings)
    {
        try
        {
            using var document = JsonDocument.Parse(request.Body, new JsonDocumentOptions { MaxDepth = 256 });
            return WenxinRequest.Write(document.RootElement, request, output, warnings);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Failure.OfCaller("messages", "The request body holds an escape sequence that is not a character.", "invalid_value");
        }
    }

    public Failure? ReadAnswer(CallerRequest request, int status, ReadOnlySpan<byte> body, AnswerFacts facts, IBufferWriter<byte> output)
    {
        if (status is < 200 or > 299 || !WenxinAnswer.TryRead(body, out var answer) || answer.IsError)
        {
            return errors.Read(status, body);
        }

        answer.Note(facts, whole: true);
        facts.Model = request.Deployment.UpstreamModel;
        WenxinWriter.Completion(answer, request, output);
        return null;
    }

    public IStreamTranslation BeginStream(CallerRequest request) => new WenxinStream(errors, request);
}
