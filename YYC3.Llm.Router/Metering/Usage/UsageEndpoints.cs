using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Metering.Ledger;
using YYC3.Llm.Router.Metering.Prices;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.Router.Metering.Usage;

/// <summary><c>/admin/usage</c>: the ledger as admins read it.</summary>
internal static class UsageEndpoints
{
    private static readonly Dictionary<string, string> GroupColumns = new(StringComparer.Ordinal)
    {
        ["model"] = "model",
        ["key"] = "key_id",
        ["tenant"] = "tenant",
        ["user"] = "user_id",
        ["deployment"] = "deployment",
        ["operation"] = "operation",
    };

    public static void MapUsage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/usage", (RequestDelegate)ListAsync);
        routes.MapGet("/admin/usage/gaps", (RequestDelegate)GapsAsync);
        routes.MapGet("/admin/usage/{id}", (RequestDelegate)OneAsync);
        routes.MapGet("/admin/usage/{id}/explain", (RequestDelegate)ExplainAsync);
    }

    private static UsageStore Store(HttpContext context) => context.RequestServices.GetRequiredService<UsageStore>();

    private static Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var groups = query.OneOf("group_by", ["day", .. GroupColumns.Keys]);
        return groups.Length > 0 ? SumsAsync(context, UsageFilter.Of(query), groups) : RecordsAsync(context, UsageFilter.Of(query));
    }

    private static async Task RecordsAsync(HttpContext context, UsageFilter filter)
    {
        var limit = context.Request.Query.Number("limit", 50, 1000);
        var rows = await Store(context).ListAsync(filter, After(context.Request.Query["after"]), limit + 1, context.RequestAborted);
        var page = rows.Take(limit).ToList();
        await context.Response.WriteAsJsonAsync(new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. page.Select(Show)]),
            ["has_more"] = rows.Count > limit,
            ["next"] = rows.Count > limit ? $"{page[^1]["started_at"]}.{page[^1]["id"]}" : null,
        }, context.RequestAborted);
    }

    // Keyset: the time and the id of the last one seen.
    private static (long, string)? After(string? cursor)
    {
        if (cursor is null)
        {
            return null;
        }

        var dot = cursor.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && long.TryParse(cursor.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? (at, cursor[(dot + 1)..])
            : throw ApiException.BadRequest("after", "Invalid value for 'after': it must be 'next' of the page before.", "invalid_value");
    }

    private static async Task SumsAsync(HttpContext context, UsageFilter filter, string[] groups)
    {
        var columns = groups.Where(group => group != "day").Select(group => (Name: group, Column: GroupColumns[group])).ToList();
        var byDay = groups.Contains("day", StringComparer.Ordinal);
        var sums = await Store(context).SumAsync(filter, [.. columns.Select(column => column.Column)], byDay ? 86_400_000_000 : 0, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(new JsonObject
        {
            ["object"] = "list",
            ["group_by"] = new JsonArray([.. groups.Select(group => JsonValue.Create(group))]),
            ["data"] = new JsonArray([.. sums.Select(sum =>
            {
                var shown = new JsonObject();
                if (byDay)
                {
                    shown["day"] = DateTimeOffset.FromUnixTimeSeconds(sum.Bucket / 1_000_000).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                }

                for (var i = 0; i < columns.Count; i++)
                {
                    shown[columns[i].Name] = sum.Groups[i];
                }

                return (JsonNode)Sum(shown, sum);
            })]),
            ["has_more"] = false,
        }, context.RequestAborted);
    }

    private static JsonObject Sum(JsonObject shown, UsageSum sum)
    {
        shown["currency"] = sum.Currency.Length > 0 ? sum.Currency : null;
        shown["cost"] = sum.Currency.Length > 0 ? sum.Cost : null;
        shown["requests"] = sum.Requests;
        shown["failures"] = sum.Failures;
        shown["estimated_share"] = sum.Requests == 0 ? 0 : Math.Round((double)sum.Estimated / sum.Requests, 6);
        shown["without_price"] = sum.Unpriced;
        shown["usage"] = new JsonObject
        {
            ["input"] = sum.InputUncached + sum.CacheRead + sum.CacheWrite,
            ["input_uncached"] = sum.InputUncached,
            ["cache_read"] = sum.CacheRead,
            ["cache_write"] = sum.CacheWrite,
            ["output"] = sum.Output,
            ["reasoning"] = sum.Reasoning,
            ["audio_input"] = sum.AudioInput,
            ["audio_output"] = sum.AudioOutput,
        };
        return shown;
    }

    private static async Task OneAsync(HttpContext context) => await context.Response.WriteAsJsonAsync(Show(await FindAsync(context)), context.RequestAborted);

    private static async Task<IDictionary<string, object?>> FindAsync(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        return await Store(context).FindAsync(id, context.RequestAborted) ?? throw ApiException.NotFound("usage record", id);
    }

    private static JsonObject Show(IDictionary<string, object?> row) => new()
    {
        ["id"] = T(row, "id"),
        ["object"] = "usage.record",
        ["request_id"] = T(row, "request_id"),
        ["attempt"] = N(row, "attempt"),
        ["tenant"] = T(row, "tenant"),
        ["key_id"] = T(row, "key_id"),
        ["user"] = E(row, "user_id"),
        ["conversation"] = T(row, "conversation"),
        ["model"] = T(row, "model"),
        ["deployment"] = E(row, "deployment"),
        ["provider"] = E(row, "provider"),
        ["operation"] = T(row, "operation"),
        ["started_at"] = N(row, "started_at") / 1e6,
        ["duration_ms"] = N(row, "duration") / 1000.0,
        ["time_to_first_token_ms"] = row["first_token"] is null ? null : N(row, "first_token") / 1000.0,
        ["end"] = T(row, "ended"),
        ["committed"] = N(row, "committed") != 0,
        ["usage"] = new JsonObject
        {
            ["input_uncached"] = N(row, "input_uncached"),
            ["cache_read"] = N(row, "cache_read"),
            ["cache_write"] = N(row, "cache_write"),
            ["cache_write_1h"] = N(row, "cache_write_1h"),
            ["output"] = N(row, "output"),
            ["reasoning"] = N(row, "reasoning"),
            ["audio_input"] = N(row, "audio_input"),
            ["audio_output"] = N(row, "audio_output"),
        },
        ["raw_usage"] = Raw(T(row, "raw_usage")),
        ["estimated"] = T(row, "estimated") is not null,
        ["estimated_from"] = T(row, "estimated"),
        ["service_tier"] = T(row, "service_tier"),
        ["price_version"] = T(row, "price_version"),
        ["cost"] = Cost(row),
        ["currency"] = E(row, "currency"),
        ["warnings"] = T(row, "warnings"),
    };

    private static async Task ExplainAsync(HttpContext context)
    {
        var row = await FindAsync(context);
        var usage = new TokenUsage
        {
            InputUncached = N(row, "input_uncached"),
            CacheRead = N(row, "cache_read"),
            CacheWrite = N(row, "cache_write"),
            CacheWrite1h = N(row, "cache_write_1h"),
            Output = N(row, "output"),
            Reasoning = N(row, "reasoning"),
            AudioInput = N(row, "audio_input"),
            AudioOutput = N(row, "audio_output"),
        };
        var from = T(row, "estimated") is { } estimate ? $"estimate ({estimate})" : "canonical usage";
        if (T(row, "raw_usage") is { } raw && context.RequestServices.GetRequiredService<DialectRegistry>().Find(T(row, "dialect") ?? "")?.ReadUsage(Encoding.UTF8.GetBytes(raw)) is { } read)
        {
            (usage, from) = (read, "raw usage");
        }

        var at = DateTimeOffset.UnixEpoch.AddTicks(N(row, "started_at") * TimeSpan.TicksPerMicrosecond);
        var stored = Cost(row);
        decimal? cost = usage == default && stored == 0 ? 0 : null;
        var terms = new JsonArray();
        JsonNode? priceJson = null;
        if (T(row, "price_version") is { } version && await Store(context).PriceAsync(version, context.RequestAborted) is { } json)
        {
            var price = PriceJson.Read(Encoding.UTF8.GetBytes(json));
            priceJson = JsonNode.Parse(json);
            cost = stored == 0 && usage == default ? 0 : CostFormula.Cost(usage, price, at, T(row, "service_tier"));
            foreach (var line in CostFormula.Terms(usage, price, at, T(row, "service_tier")) ?? [])
            {
                terms.Add(new JsonObject
                {
                    ["kind"] = Name(line.Kind),
                    ["tokens"] = line.Tokens,
                    ["rate_per_million"] = line.Rate,
                    ["amount"] = line.Amount is { } amount ? CostFormula.Plain(amount) : null,
                    ["formula"] = line.Rate is { } rate ? string.Create(CultureInfo.InvariantCulture, $"{line.Tokens} × {rate} / 1000000 = {CostFormula.Plain(line.Amount!.Value)}") : "the rate is not known",
                });
            }
        }

        await context.Response.WriteAsJsonAsync(new JsonObject
        {
            ["object"] = "usage.explanation",
            ["id"] = T(row, "id"),
            ["usage_from"] = from,
            ["price_version"] = T(row, "price_version"),
            ["price"] = priceJson,
            ["billed_at"] = at.ToString("O", CultureInfo.InvariantCulture),
            ["terms"] = terms,
            ["cost"] = cost,
            ["stored_cost"] = stored,
            ["currency"] = E(row, "currency"),
            ["equal"] = cost == stored,
        }, context.RequestAborted);
    }

    private static async Task GapsAsync(HttpContext context)
    {
        var outbox = context.RequestServices.GetRequiredService<Outbox>();
        var ingested = context.RequestServices.GetRequiredService<IngestWorker>().Ingested;
        var counters = outbox.Folder.Counters;
        var closed = await Store(context).OutboxesAsync(context.RequestAborted);
        await context.Response.WriteAsJsonAsync(new JsonObject
        {
            ["object"] = "usage.gaps",
            ["lost"] = closed.Sum(row => row.Lost + row.Dropped) + counters.Dropped,
            ["cut_off"] = closed.Sum(row => row.CutOff),
            ["instance"] = new JsonObject
            {
                ["id"] = outbox.Instance,
                ["issued"] = counters.Issued,
                ["ingested"] = ingested,
                ["pending"] = Math.Max(counters.Issued - counters.Dropped - ingested, 0),
                ["dropped"] = counters.Dropped,
                ["in_flight"] = counters.InFlight,
            },
            ["closed"] = new JsonArray([.. closed.Select(row => new JsonObject
            {
                ["id"] = row.Instance,
                ["issued"] = row.Issued,
                ["lost"] = row.Lost,
                ["dropped"] = row.Dropped,
                ["cut_off"] = row.CutOff,
                ["closed_at"] = Microseconds.ToUnixSeconds(row.ClosedAt),
            })]),
        }, context.RequestAborted);
    }

    private static string Name(TokenKind kind) => kind switch
    {
        TokenKind.Input => "input",
        TokenKind.AudioInput => "audio_input",
        TokenKind.CachedInput => "cached_input",
        TokenKind.CacheWrite => "cache_write",
        TokenKind.CacheWrite1h => "cache_write_1h",
        TokenKind.Output => "output",
        _ => "audio_output",
    };

    private static JsonNode? Raw(string? text)
    {
        try
        {
            return text is null ? null : JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return text;
        }
    }

    private static string? T(IDictionary<string, object?> row, string name) => (string?)row[name];

    private static string? E(IDictionary<string, object?> row, string name) => T(row, name) is { Length: > 0 } text ? text : null;

    private static long N(IDictionary<string, object?> row, string name) => Convert.ToInt64(row[name], CultureInfo.InvariantCulture);

    private static decimal? Cost(IDictionary<string, object?> row) => T(row, "cost") is { } cost ? CostFormula.Plain(Decimals.Parse(cost)) : null;
}
