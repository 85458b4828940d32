using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Responses.Running;

/// <summary>One call to Router, always streamed: it asks, and hands on what comes.</summary>
internal sealed class ModelTurn(Services services)
{
    private const string Path = "/v1/chat/completions";

    /// <summary>Asks the model.</summary>
    /// <param name="chat">OpenAI's chat completion request.</param>
    /// <param name="caller">Who pays.</param>
    /// <param name="cancellationToken">Ends the call, the provider's too.</param>
    /// <returns>The answer's head; its stream has not been read.</returns>
    /// <exception cref="ApiException">Router refuses.</exception>
    public async Task<HttpResponseMessage> AskAsync(JsonObject chat, CallerIdentity caller, CancellationToken cancellationToken)
    {
        chat["stream"] = true;
        chat["stream_options"] = new JsonObject { ["include_usage"] = true };
        using var content = new JsonBody(JsonSerializer.SerializeToUtf8Bytes(chat, JsonText.RelaxedOptions));
        var answer = await services.Router.SendAsync(HttpMethod.Post, Path, content, caller, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.OK && answer.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            return answer;
        }

        using (answer)
        {
            throw await RefusalAsync(answer, cancellationToken);
        }
    }

    /// <summary>Reads the stream to its end.</summary>
    /// <param name="answer">What <see cref="AskAsync"/> gave.</param>
    /// <param name="writer">Takes the deltas.</param>
    /// <param name="usage">Takes the usage.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Why the model stopped.</returns>
    /// <exception cref="ApiException">The stream broke off, or says an error.</exception>
    public async Task<string> ReadAsync(HttpResponseMessage answer, TurnWriter writer, Usage usage, CancellationToken cancellationToken)
    {
        string? finish = null;
        try
        {
            await using var input = await answer.Content.ReadAsStreamAsync(cancellationToken);
            using var framer = new SseFramer();
            int read;
            while ((read = await input.ReadAsync(framer.GetMemory(), cancellationToken)) > 0)
            {
                framer.Advance(read);
                while (framer.TryRead(out var block))
                {
                    if (!block.HasData || block.Data.Span.SequenceEqual("[DONE]"u8))
                    {
                        continue;
                    }

                    var chunk = JsonNode.Parse(block.Data.Span) as JsonObject ?? [];
                    if (chunk["error"] is JsonObject)
                    {
                        throw ModelClient.Refused(StatusCodes.Status502BadGateway, chunk);
                    }

                    if (chunk["usage"] is JsonObject used)
                    {
                        usage.Add(used);
                    }

                    if ((chunk["choices"] as JsonArray)?.FirstOrDefault() is JsonObject choice)
                    {
                        writer.Read(choice["delta"] as JsonObject ?? [], (choice["logprobs"] as JsonObject)?["content"] as JsonArray);
                        finish = choice["finish_reason"].AsText() ?? finish;
                    }
                }
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException or SseEventTooLargeException)
        {
            throw services.Router.Down(failure);
        }

        return finish ?? throw ApiException.Unavailable("The model's answer broke off before its end. Try again.");
    }

    private static async Task<ApiException> RefusalAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return ModelClient.Refused((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken)) as JsonObject);
        }
        catch (Exception failure) when (failure is JsonException or HttpRequestException or IOException)
        {
            return ModelClient.Refused(StatusCodes.Status502BadGateway, null);
        }
    }
}
