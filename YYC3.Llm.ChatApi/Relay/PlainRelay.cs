using Microsoft.AspNetCore.Http.Features;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Relay;

/// <summary>Forwards a call to a service and its answer to the caller, byte for byte, without holding either in memory.</summary>
internal static class PlainRelay
{
    private const int Chunk = 16 * 1024;

    public static async Task RelayAsync(HttpContext context, ServiceClient service, HttpContent? body, CallerIdentity caller)
    {
        var request = context.Request;
        using var answer = await service.SendAsync(
            HttpMethod.Parse(request.Method), request.Path.ToUriComponent() + request.QueryString.ToUriComponent(), body, caller, request.Headers, context.RequestAborted);
        await CopyAsync(context, service, answer);
    }

    /// <summary>Hands an answer on. One that breaks off breaks the caller's connection too: a clean end would pass for a whole answer.</summary>
    public static async Task CopyAsync(HttpContext context, ServiceClient service, HttpResponseMessage answer)
    {
        AnswerHead.Copy(answer, context.Response);
        var output = context.Response.BodyWriter;
        try
        {
            await using var input = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
            int read;
            while ((read = await input.ReadAsync(output.GetMemory(Chunk), context.RequestAborted)) > 0)
            {
                output.Advance(read);
                await output.FlushAsync(context.RequestAborted);
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException && !context.RequestAborted.IsCancellationRequested)
        {
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            throw service.Down(failure);
        }
    }

    /// <summary>The caller's body as it comes in; null when there is none.</summary>
    /// <param name="context">The call.</param>
    /// <param name="limit">Largest body in bytes.</param>
    /// <param name="setting">The setting that holds the limit.</param>
    /// <exception cref="ApiException">413: the announced length is larger.</exception>
    public static HttpContent? StreamedBody(HttpContext context, long limit, string setting)
    {
        var request = context.Request;
        if (request.ContentLength > limit)
        {
            throw ApiException.TooLarge(limit, setting);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = limit;
        }

        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return null;
        }

        var content = new StreamContent(request.Body);
        content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        content.Headers.ContentLength = request.ContentLength;
        return content;
    }
}
