using System.Net;
using Microsoft.Extensions.Options;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Outside;

namespace YYC3.Llm.RagService.Sources.Readers;

/// <summary>What sources on the web share: which hosts may be asked, and pages as documents.</summary>
internal sealed class WebPages(OutsideHttp outside, IOptions<OutsideOptions> options)
{
    private const string Setting = "Outside:FetchHosts";
    private const int MostRedirects = 5;

    /// <summary>Checks an address.</summary>
    /// <exception cref="ApiException">400: it is none, or its host is not allowed.</exception>
    public Uri Check(string location) => OutsideHttp.Check(location, options.Value.FetchHosts, Setting, "location");

    /// <summary>Whether an address may be asked.</summary>
    public bool IsAllowed(Uri address)
    {
        try
        {
            Check(address.AbsoluteUri);
            return true;
        }
        catch (ApiException)
        {
            return false;
        }
    }

    /// <summary>A page, unless it is as it was.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="stamp">The known stamp: an entity tag or a date; null: none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The page as a document; one with the known stamp has not changed.</returns>
    /// <exception cref="SourceException">It cannot be read.</exception>
    public async Task<SourceDocument> GetAsync(Uri address, string? stamp, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await SendAsync(address, stamp, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.NotModified && stamp is not null)
            {
                return Document(address, null, stamp, []);
            }

            if (!answer.IsSuccessStatusCode)
            {
                throw new SourceException($"{address} answered {(int)answer.StatusCode}.");
            }

            var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            // Without a stamp of the server's the bytes decide.
            var now = answer.Headers.ETag?.ToString() ?? answer.Content.Headers.LastModified?.ToString("R") ?? Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
            return Document(address, answer.Content.Headers.ContentType?.MediaType, now, bytes);
        }
        catch (HttpRequestException failure)
        {
            throw new SourceException($"{address} cannot be reached: {failure.Message}", failure);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SourceException($"{address} does not answer in time.", failure);
        }
    }

    // Redirects are followed by hand: where they lead has to be allowed as well. The document keeps the address it was asked for by.
    private async Task<HttpResponseMessage> SendAsync(Uri address, string? stamp, CancellationToken cancellationToken)
    {
        for (var (at, hops) = (address, 0); ; hops++)
        {
            var answer = await AskAsync(at, stamp, cancellationToken);
            if (answer.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                || answer.Headers.Location is not { } location)
            {
                return answer;
            }

            answer.Dispose();
            var next = new Uri(at, location);
            if (hops == MostRedirects || !IsAllowed(next))
            {
                throw new SourceException(hops == MostRedirects
                    ? $"{address} redirects more than {MostRedirects} times, at last to {next}."
                    : $"{address} leads to {next}, whose host is not among {Setting}.");
            }

            at = next;
        }
    }

    private async Task<HttpResponseMessage> AskAsync(Uri address, string? stamp, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (stamp is ['"', ..] or ['W', '/', ..])
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", stamp);
        }
        else if (stamp is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Modified-Since", stamp);
        }

        return await outside.Client.SendAsync(request, cancellationToken);
    }

    private static SourceDocument Document(Uri address, string? type, string stamp, byte[] bytes)
    {
        var name = Uri.UnescapeDataString(address.Segments[^1]).Trim('/');
        name = name.Length == 0 ? address.Host : name;
        // Addresses of pages seldom tell what they are.
        var file = type == "text/html" && !name.EndsWith(".html", StringComparison.OrdinalIgnoreCase) && !name.EndsWith(".htm", StringComparison.OrdinalIgnoreCase) ? name + ".html" : name;
        return new SourceDocument(address.AbsoluteUri, file, stamp, _ => Task.FromResult<Stream>(new MemoryStream(bytes, writable: false)));
    }
}
