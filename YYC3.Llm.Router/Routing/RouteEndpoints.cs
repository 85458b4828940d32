using System.Text.Encodings.Web;
using System.Text.Json;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Routing.Live;
using YYC3.Llm.Router.Routing.Queueing;

namespace YYC3.Llm.Router.Routing;

/// <summary><c>GET /admin/routes</c>: every deployment as routing sees it now.</summary>
internal static class RouteEndpoints
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapRoutes(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var catalog = services.GetRequiredService<CatalogStore>();
        var live = services.GetRequiredService<LiveState>();
        var room = services.GetRequiredService<WaitingRoom>();
        services.GetRequiredService<RoutingMetrics>(); // From now on whoever collects sees them.
        routes.MapGet("/admin/routes", (RequestDelegate)(context => ListAsync(context, catalog.Current, live.Clock, room)));
    }

    private static async Task ListAsync(HttpContext context, CatalogSnapshot catalog, LiveClock clock, WaitingRoom room)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, Readable);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteNumber("epoch"u8, catalog.Epoch);
        json.WriteNumber("waiting"u8, room.Waiting);
        json.WriteStartArray("data"u8);
        foreach (var model in catalog.Models)
        {
            foreach (var deployment in model.Deployments)
            {
                Write(json, model, deployment, clock);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Model model, Deployment deployment, LiveClock clock)
    {
        var now = clock.Now;
        var live = deployment.Live;
        var (calls, failed) = live.Breaker.Recent;
        json.WriteStartObject();
        json.WriteString("object"u8, "route"u8);
        json.WriteString("model"u8, model.Name);
        json.WriteString("deployment"u8, deployment.Name);
        json.WriteString("provider"u8, deployment.Provider.Name);
        json.WriteString("status"u8, deployment.Provider.IsActive ? "active"u8 : "unconfigured"u8);
        json.WriteNumber("priority"u8, deployment.Priority);
        json.WriteNumber("weight"u8, deployment.Weight);
        json.WriteString("breaker"u8, live.Breaker.State(now) switch { BreakerState.Open => "open"u8, BreakerState.HalfOpen => "half_open"u8, _ => "closed"u8 });
        json.WriteNumber("recent_calls"u8, calls);
        json.WriteNumber("recent_failures"u8, failed);
        json.WriteNumber("in_flight"u8, live.Occupancy.InFlight);
        json.WriteNumber("queued"u8, live.Queued);
        Write(json, "limits"u8, deployment.Limits);
        Milliseconds(json, "latency_ms"u8, live.Latency.Read(now));
        Milliseconds(json, "time_to_first_token_ms"u8, live.FirstToken.Read(now));
        json.WriteNumber("cooldown_seconds"u8, Math.Round(live.Cooldown.Left(now), 1));
        json.WriteStartArray("keys"u8);
        foreach (var candidate in deployment.Candidates)
        {
            Write(json, candidate, now);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Candidate candidate, long now)
    {
        var lane = candidate.Lane;
        json.WriteStartObject();
        json.WriteString("id"u8, candidate.Key?.Id ?? lane.Key.Id);
        json.WriteNumber("in_flight"u8, lane.Key.Occupancy.InFlight);
        Write(json, "limits"u8, candidate.Deployment.Provider.KeyLimits);
        json.WriteNumber("cooldown_seconds"u8, Math.Round(Math.Max(lane.Cooldown.Left(now), lane.Key.Cooldown.Left(now)), 1));
        Count(json, "remaining_requests"u8, lane.Quota.Requests);
        Count(json, "remaining_tokens"u8, lane.Quota.Tokens);
        json.WriteBoolean("exhausted"u8, lane.Quota.IsExhausted(now));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, Limits? limits)
    {
        if (limits is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("concurrency"u8, limits.Concurrency);
        json.WriteNumber("queue"u8, limits.Queue);
        json.WriteNumber("queue_seconds"u8, limits.QueueWait.TotalSeconds);
        json.WriteEndObject();
    }

    /// <summary>Null while nothing has been measured.</summary>
    private static void Milliseconds(Utf8JsonWriter json, ReadOnlySpan<byte> name, double seconds)
    {
        if (seconds > 0)
        {
            json.WriteNumber(name, Math.Round(seconds * 1000, 1));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>Null while the provider has not said.</summary>
    private static void Count(Utf8JsonWriter json, ReadOnlySpan<byte> name, long count)
    {
        if (count >= 0)
        {
            json.WriteNumber(name, count);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
