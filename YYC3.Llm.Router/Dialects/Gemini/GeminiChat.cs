using System.Buffers;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.Router.Dialects.Translating;
using YYC3.Llm.Router.Metering;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Dialects.Gemini;

/// <summary>Chat, both ways.</summary>
internal sealed class GeminiChat(GeminiErrors errors) : ITranslation
{
    public Failure? WriteRequest(CallerRequest request, IBufferWriter<byte> output, RequestWarnings warnings) =>
        Asked.Read(request, root => DeploymentFields.Write(request.Deployment.BodyFields, output, json => GeminiRequest.Write(json, root, request, warnings)));

    public Failure? ReadAnswer(CallerRequest request, int status, ReadOnlySpan<byte> body, AnswerFacts facts, IBufferWriter<byte> output)
    {
        var read = GeminiAnswer.Read(errors, status, body, facts);
        if (read.Failure is { } failure)
        {
            return failure;
        }

        if (read.Parts.Count == 0)
        {
            return GeminiAnswer.Empty;
        }

        facts.Model ??= request.Deployment.UpstreamModel;
        foreach (var part in read.Parts)
        {
            part.FinishReason ??= "stop";
            facts.Finished(part.FinishReason);
        }

        new ChatAnswer(request) { Id = read.Id, Model = read.Model }.Whole(read.Parts, read.Usage, output);
        return null;
    }

    public IStreamTranslation BeginStream(CallerRequest request) => new Events(errors, request);

    /// <summary>Its events hold what is new in text, whole calls, and the usage so far; the last one's reason is the end.</summary>
    private sealed class Events(GeminiErrors errors, CallerRequest request) : IStreamTranslation
    {
        private readonly ChatAnswer answer = new(request);
        private TokenUsage? usage;

        public StreamSigns Read(in SseEvent block, AnswerFacts facts, IBufferWriter<byte> output, out Failure? failure)
        {
            failure = null;
            if (OpenAiEvents.IsDone(block.Data.Span))
            {
                return StreamSigns.None; // Google sends none; what stands between may. End writes the rest.
            }

            var read = GeminiAnswer.Read(errors, 200, block.Data.Span, facts);
            if (read.Failure is { } wrong)
            {
                failure = wrong;
                return StreamSigns.Error;
            }

            answer.Id ??= read.Id;
            answer.Model ??= read.Model;
            usage = read.Usage ?? usage;
            facts.Model ??= request.Deployment.UpstreamModel;
            foreach (var part in read.Parts)
            {
                if (part.FinishReason == "stop" && answer.Calls(part))
                {
                    part.FinishReason = "tool_calls";
                }

                if (part.FinishReason is { } reason)
                {
                    facts.Finished(reason);
                }

                answer.Chunk(part, output);
            }

            return GeminiDialect.Signs(read.Parts);
        }

        public bool End(AnswerFacts facts, IBufferWriter<byte> output)
        {
            if (request.IncludeUsage && usage is { } used && answer.IsFinished)
            {
                answer.Usage(used, output);
            }

            return answer.IsFinished;
        }
    }
}
