using System.Buffers;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.Router.Dialects.Translating;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Dialects.Ollama;

/// <summary>Chat, both ways.</summary>
internal sealed class OllamaChat : ITranslation
{
    public Failure? WriteRequest(CallerRequest request, IBufferWriter<byte> output, RequestWarnings warnings) =>
        Asked.Read(request, root => DeploymentFields.Write(request.Deployment.BodyFields, output, json => OllamaRequest.Write(json, root, request, warnings)));

    public Failure? ReadAnswer(CallerRequest request, int status, ReadOnlySpan<byte> body, AnswerFacts facts, IBufferWriter<byte> output)
    {
        var read = OllamaAnswer.Read(status, body, facts);
        if (read.Part is not { } part)
        {
            return read.Failure;
        }

        part.FinishReason ??= part.Calls.Count > 0 ? "tool_calls" : "stop";
        facts.Finished(part.FinishReason);
        facts.Model ??= request.Deployment.UpstreamModel;
        new ChatAnswer(request) { Model = read.Model, Created = read.Created }.Whole([part], read.Usage, output);
        return null;
    }

    public IStreamTranslation BeginStream(CallerRequest request) => new Lines(request);

    /// <summary>Its lines hold what is new in text, whole calls, and in the last one the counts.</summary>
    private sealed class Lines(CallerRequest request) : IStreamTranslation
    {
        private readonly ChatAnswer answer = new(request);

        public StreamSigns Read(in SseEvent block, AnswerFacts facts, IBufferWriter<byte> output, out Failure? failure)
        {
            failure = null;
            if (OpenAiEvents.IsDone(block.Data.Span))
            {
                return answer.IsFinished ? StreamSigns.Done : StreamSigns.None;
            }

            var read = OllamaAnswer.Read(200, block.Data.Span, facts);
            if (read.Part is not { } part)
            {
                failure = read.Failure;
                return StreamSigns.Error;
            }

            answer.Model ??= read.Model;
            facts.Model ??= request.Deployment.UpstreamModel;
            answer.Created = answer.Created == 0 ? read.Created : answer.Created;
            if (part.FinishReason == "stop" && answer.Calls(part))
            {
                part.FinishReason = "tool_calls";
            }

            answer.Chunk(part, output);
            if (part.FinishReason is not { } reason)
            {
                return read.Signs;
            }

            facts.Finished(reason);
            if (request.IncludeUsage && read.Usage is { } usage)
            {
                answer.Usage(usage, output);
            }

            return read.Signs | StreamSigns.Done; // Nothing follows a line that is done.
        }

        public bool End(AnswerFacts facts, IBufferWriter<byte> output) => answer.IsFinished;
    }
}
