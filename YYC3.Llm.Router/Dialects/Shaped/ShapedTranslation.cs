using System.Buffers;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>Translates for providers that speak OpenAI's wire but for some fields: requests by the deployment's rules, answers byte for byte but for their finish reasons.</summary>
/// <param name="dialect">Reads the answers.</param>
/// <param name="reasons">The provider's own finish reasons.</param>
internal sealed class ShapedTranslation(IDialect dialect, FinishReasons reasons) : ITranslation
{
    public Failure? WriteRequest(CallerRequest request, IBufferWriter<byte> output, RequestWarnings warnings)
    {
        try
        {
            var asks = request is { Stream: true, IncludeUsage: false } && request.Deployment.AsksForStreamUsage;
            RequestShaper.Write(request.Body, request.Deployment, request.Operation, asks, output, warnings);
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Failure.OfCaller(request.Operation.InputField!, "The request body holds an escape sequence that is not a character.", "invalid_value");
        }
    }

    public Failure? ReadAnswer(CallerRequest request, int status, ReadOnlySpan<byte> body, AnswerFacts facts, IBufferWriter<byte> output)
    {
        if (dialect.ReadAnswer(request.Operation, status, body, facts) is { } failure)
        {
            return failure;
        }

        reasons.Write(body, output);
        return null;
    }

    public IStreamTranslation BeginStream(CallerRequest request) => new ShapedStream(dialect, reasons, request);
}
