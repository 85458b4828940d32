using System.Text.Json;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Dialects.OpenAi;

/// <summary>OpenAI's own wire: nothing is translated, only understood (https://platform.openai.com/docs/api-reference/chat).</summary>
internal sealed class OpenAiDialect : IDialect
{
    public string Name => DialectNames.OpenAi;

    public bool NeedsBaseUrl => true;

    public bool AsksForStreamUsage => true;

    public Uri? Endpoint(Provider provider, string model, Operation operation, bool stream) =>
        provider.BaseUrl is { } baseUrl && operation != Operation.Messages && operation != Operation.CountTokens ? new Uri($"{baseUrl}/{operation.Path}") : null;

    public string Remedy(Operation operation) => "Set the provider's base URL.";

    public string? CallerHeader(string name) => OpenAiHeaders.ForCaller(name);

    public void Authorize(HttpRequestMessage request, in Authorization attempt)
    {
        if (attempt.Key is { } key)
        {
            request.Headers.TryAddWithoutValidation("Authorization", key.Bearer);
        }
    }

    public Failure? ReadAnswer(Operation operation, int status, ReadOnlySpan<byte> body, AnswerFacts facts)
    {
        if (status is < 200 or > 299)
        {
            return OpenAiErrors.Read(status, body);
        }

        try
        {
            return OpenAiJson.Read(body, facts).HasFlag(StreamSigns.Error) ? OpenAiErrors.Read(status, body) : null;
        }
        catch (JsonException)
        {
            return Failure.OfProvider(502, "The provider answered with something that is not a JSON object.", "provider_answer_malformed", status);
        }
    }

    public StreamSigns ReadFirstEvent(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure)
    {
        failure = null;
        if (OpenAiEvents.IsDone(data))
        {
            return StreamSigns.Done;
        }

        try
        {
            var signs = OpenAiJson.Read(data, facts);
            failure = signs.HasFlag(StreamSigns.Error) ? OpenAiErrors.Read(200, data) : null;
            return signs;
        }
        catch (JsonException)
        {
            failure = Failure.OfProvider(502, "The provider's stream holds something that is not a JSON object.", "provider_answer_malformed", 200);
            return StreamSigns.Error;
        }
    }

    public StreamSigns ReadLaterEvent(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure)
    {
        failure = null;
        var signs = OpenAiEvents.Scan(data, facts);
        if (signs.HasFlag(StreamSigns.Error))
        {
            failure = OpenAiErrors.Read(200, data);
        }

        return signs;
    }
}
