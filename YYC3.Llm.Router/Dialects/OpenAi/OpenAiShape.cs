using System.Text.Json;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects.Shaped;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Dialects.OpenAi;

/// <summary>What the dialects in OpenAI's shape have in common: how answers, events and errors are read.</summary>
internal abstract class OpenAiShape : IDialect
{
    public abstract string Name { get; }

    public bool NeedsBaseUrl => true;

    public virtual bool AsksForStreamUsage => true;

    public bool HasOpenAiShape => true;

    public abstract Uri? Endpoint(Provider provider, string model, Operation operation, bool stream);

    public virtual string Remedy(Operation operation) => "Set the provider's base URL.";

    public virtual IReadOnlyList<IRequestRule> Rules(Provider provider, string model, Operation operation) => [];

    public virtual string? CallerHeader(string name) => OpenAiHeaders.ForCaller(name);

    public abstract void Authorize(HttpRequestMessage request, in Authorization attempt);

    public Metering.TokenUsage? ReadUsage(ReadOnlySpan<byte> raw) => OpenAiUsage.Read(raw);

    public virtual Failure? ReadAnswer(Operation operation, int status, ReadOnlySpan<byte> body, AnswerFacts facts)
    {
        if (status is < 200 or > 299)
        {
            return ReadError(status, body);
        }

        try
        {
            return OpenAiJson.Read(body, facts).HasFlag(StreamSigns.Error) ? ReadError(status, body) : null;
        }
        catch (JsonException)
        {
            return Failure.OfProvider(502, "The provider answered with something that is not a JSON object.", "provider_answer_malformed", status);
        }
    }

    public virtual StreamSigns ReadFirstEvent(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure)
    {
        failure = null;
        if (OpenAiEvents.IsDone(data))
        {
            return StreamSigns.Done;
        }

        try
        {
            var signs = OpenAiJson.Read(data, facts);
            failure = signs.HasFlag(StreamSigns.Error) ? ReadError(200, data) : null;
            return signs;
        }
        catch (JsonException)
        {
            failure = Failure.OfProvider(502, "The provider's stream holds something that is not a JSON object.", "provider_answer_malformed", 200);
            return StreamSigns.Error;
        }
    }

    public virtual StreamSigns ReadLaterEvent(ReadOnlySpan<byte> data, AnswerFacts facts, out Failure? failure)
    {
        failure = null;
        var signs = OpenAiEvents.Scan(data, facts);
        if (signs.HasFlag(StreamSigns.Error))
        {
            failure = ReadError(200, data);
        }

        return signs;
    }

    /// <summary>Reads an error, wherever it came.</summary>
    /// <param name="status">The HTTP status; 200 for an error inside a stream or under a good status.</param>
    /// <param name="body">The answer's body or the event's data; anything may be in it.</param>
    protected virtual Failure ReadError(int status, ReadOnlySpan<byte> body) => OpenAiErrors.Read(status, body);
}
