using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace YYC3.Llm.RagService.Indexing.Qdrant;

/// <summary>
/// Qdrant's REST API, as much of it as the index needs. Every call here may be made twice, so one that Qdrant is too busy for (429, 503), or that does not reach
/// it, is made again, after as long as it says.
/// </summary>
internal sealed class QdrantClient(IHttpClientFactory clients, IOptions<QdrantOptions> options, TimeProvider time)
{
    /// <summary>The name of the HTTP client, which has the address and the key.</summary>
    public const string ClientName = "qdrant";

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Makes a call.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="body">The body; null: none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer's <c>result</c>.</returns>
    /// <exception cref="QdrantException">It failed, every time.</exception>
    public async Task<JsonElement> CallAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        var bytes = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body, QdrantJson.Default.JsonObject);
        for (var attempt = 1; ; attempt++)
        {
            var pause = TimeSpan.FromMilliseconds(100 << attempt);
            try
            {
                using var request = new HttpRequestMessage(method, path);
                if (bytes is not null)
                {
                    request.Content = new ByteArrayContent(bytes);
                    request.Content.Headers.ContentType = new("application/json");
                }

                using var client = clients.CreateClient(ClientName);
                using var answer = await client.SendAsync(request, cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    await using var content = await answer.Content.ReadAsStreamAsync(cancellationToken);
                    using var document = await JsonDocument.ParseAsync(content, cancellationToken: cancellationToken);
                    return document.RootElement.GetProperty("result").Clone();
                }

                if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) || attempt >= options.Value.Attempts)
                {
                    throw new QdrantException($"Qdrant answered {(int)answer.StatusCode} to {method} {path}: {Message(await answer.Content.ReadAsStringAsync(cancellationToken))}", answer.StatusCode);
                }

                pause = answer.Headers.RetryAfter?.Delta ?? pause;
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException or KeyNotFoundException)
            {
                if (attempt >= options.Value.Attempts)
                {
                    throw new QdrantException($"Qdrant cannot be asked ({method} {path}): {failure.Message}", null, failure);
                }
            }
            catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
            {
                throw new QdrantException($"Qdrant did not answer {method} {path} in time.", null, failure);
            }

            await Task.Delay(pause < LongestPause ? pause : LongestPause, time, cancellationToken);
        }
    }

    /// <summary>Whether all of it is ready to be searched.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        using var answer = await client.GetAsync("readyz", cancellationToken);
        return answer.IsSuccessStatusCode;
    }

    // Errors are JSON, but for those of the door, which are plain text.
    private static string Message(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.GetProperty("status").GetProperty("error").GetString() ?? text;
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return text;
        }
    }
}
