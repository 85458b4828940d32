using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.RagService.Models;

/// <summary>Asks Router's models, as any OpenAI client would, in a project's name: Router meters it there.</summary>
internal sealed class RouterClient(IHttpClientFactory clients, InternalKey key, TimeProvider time)
{
    /// <summary>The name of the HTTP client.</summary>
    public const string ClientName = "router";

    private const int LongestMessage = 300;

    /// <summary>Sends a JSON body.</summary>
    /// <param name="path">The endpoint, such as <c>/v1/embeddings</c>.</param>
    /// <param name="tenant">Who pays.</param>
    /// <param name="write">Writes the fields of the body.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="RouterException">There is none, or it is an error.</exception>
    public async Task<JsonDocument> PostAsync(string path, TenantId tenant, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ReadOnlyMemoryContent(body.WrittenMemory) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        new CallerIdentity(tenant, "", null, null, Ids.New("req", time)).AddTo(request, key.Value);
        using var client = clients.CreateClient(ClientName);
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw await RefusalAsync(answer, cancellationToken);
            }

            await using var content = await answer.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonDocument.ParseAsync(content, cancellationToken: cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or IOException)
        {
            throw new RouterException($"Router's {path} cannot be asked: {failure.Message}", null, failure);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RouterException($"Router's {path} did not answer in time.", null, failure);
        }
    }

    private static async Task<RouterException> RefusalAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        var message = text.Length > LongestMessage ? text[..LongestMessage] : text;
        try
        {
            using var document = JsonDocument.Parse(text);
            message = document.RootElement.GetProperty("error").GetProperty("message").GetString() ?? message;
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // As it came, then.
        }

        return new RouterException(message, answer.StatusCode) { RetryAfter = answer.Headers.RetryAfter?.Delta };
    }
}
