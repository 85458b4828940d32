using System.Globalization;

namespace YYC3.Llm.Benchmarks.Proofs.Conformance;

/// <summary>Keeps the last answer's bytes on their way to the SDK, which reads them all the same. For one call at a time.</summary>
internal sealed class WireTap(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>The last status; 0 before any.</summary>
    public int Status { get; private set; }

    /// <summary>The last body.</summary>
    public string Body { get; private set; } = "";

    /// <summary>The last <c>Retry-After</c>, in seconds.</summary>
    public int? RetryAfter { get; private set; }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        (Status, Body, RetryAfter) = (0, "", null);
        var answer = await base.SendAsync(request, cancellationToken);
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        Status = (int)answer.StatusCode;
        Body = await answer.Content.ReadAsStringAsync(cancellationToken);
        RetryAfter = answer.Headers.TryGetValues("Retry-After", out var values) && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
        return answer;
    }
}
