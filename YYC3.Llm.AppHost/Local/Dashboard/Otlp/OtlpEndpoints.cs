using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using YYC3.Llm.AppHost.Local.Dashboard.Live;
using YYC3.Llm.AppHost.Local.Dashboard.Logs;
using YYC3.Llm.AppHost.Local.Dashboard.Metrics;
using YYC3.Llm.AppHost.Local.Dashboard.Traces;

namespace YYC3.Llm.AppHost.Local.Dashboard.Otlp;

/// <summary>
/// The receiving half of OTLP over HTTP with binary protobuf: opentelemetry.io, "OTLP Specification", OTLP/HTTP.
/// All is taken or nothing, so the answer is always the empty Export…ServiceResponse, which has no bytes.
/// </summary>
internal static class OtlpEndpoints
{
    /// <summary>The largest request, before and after it is unpacked: 16 MiB. The .NET exporter sends 512 items at a time.</summary>
    public const int MostBytes = 16 << 20;

    private const string Protobuf = "application/x-protobuf";

    private delegate bool Take(ReadOnlySpan<byte> request);

    /// <summary>Maps <c>POST /v1/traces</c>, <c>/v1/logs</c> and <c>/v1/metrics</c>.</summary>
    public static void MapOtlp(this IEndpointRouteBuilder routes, string apiKey, TraceStore traces, LogStore logs, MetricStore metrics, ChangeFeed feed)
    {
        Map("traces", request => Decode<Span>(request, TraceDecoder.TryDecode, traces.Add));
        Map("logs", request => Decode<LogEntry>(request, LogDecoder.TryDecode, logs.Add));
        Map("metrics", request => Decode<Measurement>(request, MetricDecoder.TryDecode, metrics.Add));

        void Map(string signal, Take take) => routes.MapPost($"/v1/{signal}", async context =>
        {
            if (await ReceiveAsync(context, apiKey, take))
            {
                feed.Publish(signal);
            }
        });
    }

    private delegate bool TryDecode<T>(ReadOnlySpan<byte> request, List<T> items);

    private static bool Decode<T>(ReadOnlySpan<byte> request, TryDecode<T> tryDecode, Action<IReadOnlyList<T>> add)
    {
        List<T> items = [];
        if (!tryDecode(request, items))
        {
            return false;
        }

        add(items);
        return true;
    }

    private static async Task<bool> ReceiveAsync(HttpContext context, string apiKey, Take take)
    {
        var request = context.Request;
        if (!CryptographicOperations.FixedTimeEquals(Hash(request.Headers["x-otlp-api-key"].ToString()), Hash(apiKey)))
        {
            return await RefuseAsync(context, StatusCodes.Status401Unauthorized, "The header x-otlp-api-key is missing or wrong; AppHost hands it to its services in OTEL_EXPORTER_OTLP_HEADERS.");
        }

        if (request.ContentType?.StartsWith(Protobuf, StringComparison.OrdinalIgnoreCase) != true)
        {
            return await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, $"Send {Protobuf}: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.");
        }

        var packing = request.Headers.ContentEncoding.ToString();
        if (packing is not ("" or "identity" or "gzip"))
        {
            return await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, "The only Content-Encoding understood is gzip.");
        }

        using var body = new MemoryStream();
        try
        {
            if (!await ReadAsync(packing == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body, body, context.RequestAborted))
            {
                return await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "The request is larger than 16 MiB; send smaller batches.");
            }
        }
        catch (InvalidDataException)
        {
            return await RefuseAsync(context, StatusCodes.Status400BadRequest, "The body is not gzip.");
        }
        catch (BadHttpRequestException refused)
        {
            return await RefuseAsync(context, refused.StatusCode, "The body is too large or was cut short.");
        }

        if (!take(body.GetBuffer().AsSpan(0, (int)body.Length)))
        {
            return await RefuseAsync(context, StatusCodes.Status400BadRequest, "The body is not the protobuf message of this signal.");
        }

        context.Response.ContentType = Protobuf;
        return true;
    }

    private static async Task<bool> ReadAsync(Stream from, MemoryStream to, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        for (int read; (read = await from.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (to.Length + read > MostBytes)
            {
                return false; // Checked while unpacking: a few kilobytes of gzip can become gigabytes.
            }

            to.Write(buffer, 0, read);
        }

        return true;
    }

    /// <summary>A failure's body is a google.rpc.Status (message = 2) in protobuf, as the specification asks.</summary>
    private static async Task<bool> RefuseAsync(HttpContext context, int status, string message)
    {
        var text = Encoding.UTF8.GetBytes(message);
        context.Response.StatusCode = status;
        context.Response.ContentType = Protobuf;
        byte[] length = text.Length < 0x80 ? [(byte)text.Length] : [(byte)(text.Length | 0x80), (byte)(text.Length >> 7)];
        await context.Response.Body.WriteAsync((byte[])[0x12, .. length, .. text], context.RequestAborted);
        return false;
    }

    private static byte[] Hash(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));
}
