using System.Net;

namespace YYC3.Llm.Benchmarks.Hops;

/// <summary>The least a gateway in .NET can do: bytes in, bytes out, by HttpClient and PipeWriter, each read passed on at once.</summary>
internal sealed class RelayHop : IHop
{
    private static readonly HashSet<string> NotPassedOn = new(StringComparer.OrdinalIgnoreCase) { "Host", "Connection", "Content-Length", "Content-Type", "Transfer-Encoding" };

    /// <inheritdoc/>
    public string Name => "relay";

    /// <inheritdoc/>
    public WebApplication Build(WebApplicationBuilder builder, Uri? upstream)
    {
        var client = new HttpMessageInvoker(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None, ActivityHeadersPropagator = null });
        var app = builder.Build();
        app.Run(context => RelayAsync(context, client, upstream!));
        return app;
    }

    private static async Task RelayAsync(HttpContext context, HttpMessageInvoker client, Uri upstream)
    {
        var incoming = context.Request;
        using var outgoing = new HttpRequestMessage(new HttpMethod(incoming.Method), new Uri(upstream, incoming.Path + incoming.QueryString));
        if (incoming.ContentLength > 0)
        {
            outgoing.Content = new StreamContent(incoming.Body);
            outgoing.Content.Headers.ContentLength = incoming.ContentLength;
            outgoing.Content.Headers.TryAddWithoutValidation("Content-Type", incoming.ContentType);
        }

        foreach (var header in incoming.Headers)
        {
            if (!NotPassedOn.Contains(header.Key))
            {
                outgoing.Headers.TryAddWithoutValidation(header.Key, (string?)header.Value);
            }
        }

        using var answer = await client.SendAsync(outgoing, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        context.Response.ContentLength = answer.Content.Headers.ContentLength;
        await using var body = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
        var writer = context.Response.BodyWriter;
        while (await body.ReadAsync(writer.GetMemory(4096), context.RequestAborted) is var count && count > 0)
        {
            writer.Advance(count);
            await writer.FlushAsync(context.RequestAborted);
        }
    }
}
