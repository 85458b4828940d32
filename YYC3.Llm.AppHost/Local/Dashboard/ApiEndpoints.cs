using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using YYC3.Llm.AppHost.Local.Dashboard.GenAi;
using YYC3.Llm.AppHost.Local.Dashboard.Logs;
using YYC3.Llm.AppHost.Local.Dashboard.Metrics;
using YYC3.Llm.AppHost.Local.Dashboard.Traces;
using YYC3.Llm.AppHost.Local.Resources;

namespace YYC3.Llm.AppHost.Local.Dashboard;

/// <summary>
/// The data behind the page: <c>GET</c> only, JSON in camelCase. Times and durations are milliseconds with a
/// fraction: since 1970 that is exact to a quarter of a microsecond in a browser's numbers, where nanoseconds would not fit.
/// </summary>
internal static class ApiEndpoints
{
    private const int MostRows = 1_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // It is served as JSON and drawn as text, never put into a page.
    };

    /// <summary>Maps <c>/api/…</c>, but for the event stream.</summary>
    public static void MapApi(this IEndpointRouteBuilder routes, ResourceBoard board, TraceStore traces, LogStore logs, MetricStore metrics)
    {
        Map("/api/resources", _ => board.Resources);
        Map("/api/console/{name}", context => board.Read((string)context.GetRouteValue("name")!, Number(context, "after", 0)));
        Map("/api/logs", context => logs.Find(
            new LogFilter(Text(context, "resource"), Level(context), Text(context, "text"), Text(context, "traceId"), Text(context, "spanId")), Limit(context)));
        Map("/api/traces", context => traces.Find(
            new TraceFilter(Text(context, "resource"), Text(context, "text"), Is(context, "errors"), Is(context, "models")), Limit(context)));
        Map("/api/traces/{id}", context => traces.Find((string)context.GetRouteValue("id")!) is { } found ? TraceDetail.Of(found.Summary, found.Spans) : null);
        Map("/api/traces/{id}/spans/{span}/model-call", context => ModelCallOf(context, traces, logs));
        Map("/api/metrics", _ => metrics.Instruments());
        Map("/api/metrics/chart", context => metrics.Chart(Text(context, "resource") ?? "", Text(context, "meter") ?? "", Text(context, "instrument") ?? ""));

        void Map(string pattern, Func<HttpContext, object?> answer) => routes.MapGet(pattern, context =>
        {
            if (answer(context) is { } found)
            {
                return context.Response.WriteAsJsonAsync(found, found.GetType(), Json, context.RequestAborted);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return context.Response.WriteAsJsonAsync(new { error = "It is not, or no longer, held here." }, Json, context.RequestAborted);
        });
    }

    /// <summary>Maps addresses that a person can bookmark to the one page that draws them all.</summary>
    public static void MapPages(this IEndpointRouteBuilder routes, params ReadOnlySpan<string> patterns)
    {
        foreach (var pattern in patterns)
        {
            routes.MapGet(pattern, context => PageFiles.WriteAsync(context, "index.html"));
        }
    }

    private static ModelCall? ModelCallOf(HttpContext context, TraceStore traces, LogStore logs)
    {
        var (traceId, spanId) = ((string)context.GetRouteValue("id")!, (string)context.GetRouteValue("span")!);
        return traces.Find(traceId)?.Spans.FirstOrDefault(span => span.SpanId == spanId) is { IsModelCall: true } span
            ? ModelCallReader.Read(span, logs.Find(new LogFilter(TraceId: traceId, SpanId: spanId), MostRows).Entries)
            : null;
    }

    private static string? Text(HttpContext context, string name) => context.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    private static bool Is(HttpContext context, string name) => Text(context, name) is "true" or "1";

    private static long Number(HttpContext context, string name, long otherwise) =>
        long.TryParse(Text(context, name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private static int Limit(HttpContext context) => (int)Math.Clamp(Number(context, "limit", 300), 1, MostRows);

    private static LogSeverity? Level(HttpContext context) =>
        Enum.TryParse<LogSeverity>(Text(context, "level"), ignoreCase: true, out var level) ? level : null;
}
