using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using YYC3.Llm.Benchmarks.Proofs.Conformance;
using YYC3.Llm.Router.Relay.Continuing;

namespace YYC3.Llm.Benchmarks.Proofs.Chaos;

/// <summary>One call and how it must end.</summary>
/// <param name="Model">The model.</param>
/// <param name="Fault">What its first deployment does.</param>
/// <param name="Stream">Whether a stream is asked for.</param>
/// <param name="Continues">Whether a broken stream is to be carried on.</param>
internal sealed record ChaosCall(string Model, ChaosFault Fault, bool Stream, bool Continues)
{
    /// <summary>Whether nothing excuses anything but the whole answer. Only a stream that breaks off behind its first text may end in an error event.</summary>
    public bool MustBeWhole => !Stream || Continues || Fault.When != ChaosFault.Moment.After;

    /// <summary>Makes the call and reads it to whatever end it has.</summary>
    /// <param name="client">Router.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ChaosResult> MakeAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new { model = Model, stream = Stream, messages = new[] { new { role = "user", content = "Tell." } } }));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (Continues)
        {
            request.Headers.Add(ContinuationGate.Header, "on");
        }

        using var body = new MemoryStream();
        var status = 0;
        string? broken = null;
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            status = (int)answer.StatusCode;
            await answer.Content.CopyToAsync(body, cancellationToken);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            broken = error.Message;
        }

        return Judge(status, Encoding.UTF8.GetString(body.ToArray()), broken);
    }

    private ChaosResult Judge(int status, string body, string? broken)
    {
        var wire = Stream && status == StatusCodes.Status200OK ? Wire.Stream(broken is null ? body : Whole(body)) : broken is null ? Wire.Plain(body) : null;
        var text = wire?.Text ?? "";
        if (!ChaosCatalog.Text.StartsWith(text, StringComparison.Ordinal))
        {
            return new ChaosResult(this, ChaosResult.End.Wrong, $"the text is {text}");
        }

        if (broken is not null)
        {
            return new ChaosResult(this, ChaosResult.End.Broken, broken);
        }

        return wire!.Wrong is { } wrong ? new ChaosResult(this, ChaosResult.End.Wrong, wrong)
            : wire.Error is { } error ? status == StatusCodes.Status200OK
                ? wire.Ended ? new ChaosResult(this, ChaosResult.End.Wrong, "an end marker follows the error") : new ChaosResult(this, ChaosResult.End.ErrorEvent, error.GetRawText())
                : new ChaosResult(this, ChaosResult.End.Refused, $"{status} {error.GetRawText()}")
            : !wire.Ended ? new ChaosResult(this, ChaosResult.End.Wrong, "the stream ends without an error event and without an end marker")
            : text.Length < ChaosCatalog.Text.Length ? new ChaosResult(this, ChaosResult.End.Wrong, $"the text ends too early: {text}")
            : new ChaosResult(this, ChaosResult.End.Whole, null);
    }

    // What a dead connection has left of its last event is nobody's text.
    private static string Whole(string body) => body[..(body.LastIndexOf("\n\n", StringComparison.Ordinal) is var end and >= 0 ? end + 2 : 0)];
}
