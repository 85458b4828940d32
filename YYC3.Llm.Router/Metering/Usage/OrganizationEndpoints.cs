using System.Globalization;
using System.Text.Json.Nodes;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Metering.Usage;

/// <summary>OpenAI's usage API over the same ledger: <c>/v1/organization/usage/completions</c> and <c>/v1/organization/costs</c> (https://platform.openai.com/docs/api-reference/usage).</summary>
internal static class OrganizationEndpoints
{
    private const long Minute = 60;
    private const long Hour = 3600;
    private const long Day = 86_400;

    public static void MapOrganizationUsage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/organization/usage/completions", (RequestDelegate)CompletionsAsync);
        routes.MapGet("/v1/organization/costs", (RequestDelegate)CostsAsync);
    }

    private static Task CompletionsAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var (width, otherwise, most) = query.OneOf("bucket_width", "1m", "1h", "1d") switch
        {
            ["1m"] => (Minute, 60, 1440),
            ["1h"] => (Hour, 24, 168),
            _ => (Day, 7, 31),
        };
        var groups = query.OneOf("group_by", "project_id", "user_id", "api_key_id", "model", "batch", "service_tier");
        return AnswerAsync(context, width, query.Number("limit", otherwise, most), groups, ["chat", "messages"], (sum, shown) =>
        {
            shown["object"] = "organization.usage.completions.result";
            shown["input_tokens"] = sum.InputUncached + sum.CacheRead + sum.CacheWrite;
            shown["input_cached_tokens"] = sum.CacheRead;
            shown["input_cache_write_tokens"] = sum.CacheWrite;
            shown["input_uncached_tokens"] = sum.InputUncached;
            shown["output_tokens"] = sum.Output;
            shown["input_audio_tokens"] = sum.AudioInput;
            shown["output_audio_tokens"] = sum.AudioOutput;
            shown["num_model_requests"] = sum.Requests;
            foreach (var name in new[] { "project_id", "user_id", "api_key_id", "model", "batch", "service_tier" })
            {
                shown.TryAdd(name, null);
            }
        });
    }

    private static Task CostsAsync(HttpContext context)
    {
        var query = context.Request.Query;
        query.OneOf("bucket_width", "1d");
        var groups = query.OneOf("group_by", "project_id", "line_item", "api_key_id");
        return AnswerAsync(context, Day, query.Number("limit", 7, 180), groups, [], (sum, shown) =>
        {
            shown["object"] = "organization.costs.result";
            shown["amount"] = new JsonObject { ["value"] = sum.Cost, ["currency"] = sum.Currency.ToLowerInvariant() };
            foreach (var name in new[] { "line_item", "project_id", "api_key_id" })
            {
                shown.TryAdd(name, null);
            }

            shown["quantity"] = null;
            shown["quantity_unit"] = null;
        });
    }

    private static async Task AnswerAsync(HttpContext context, long width, int limit, string[] groups, string[] operations, Action<UsageSum, JsonObject> show)
    {
        var query = context.Request.Query;
        var start = query.Seconds("start_time") ?? throw ApiException.BadRequest("start_time", "Missing required parameter: 'start_time', in whole seconds since 1970.", "missing_required_parameter");
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds();
        var end = query.Seconds("end_time") ?? now + 1;
        var first = Page(query["page"], start) is { } from ? from : start - (start % width);
        var last = Math.Min(end, first + (width * limit));
        var costs = operations.Length == 0;
        var columns = groups.Select(group => (Name: group, Column: Column(group))).Where(group => group.Column is not null).ToList();
        var filter = new UsageFilter(Math.Max(first, start), last, query.List("project_ids"), query.List("api_key_ids"), query.List("user_ids"), query.List("models"), [], operations);
        var sums = query["batch"] == "true" ? [] : await context.RequestServices.GetRequiredService<UsageStore>()
            .SumAsync(filter, [.. columns.Select(column => column.Column!)], width * 1_000_000, context.RequestAborted);

        // Usage is one result whatever the currencies, costs one for each of them.
        var byBucket = (costs ? sums.Where(sum => sum.Currency.Length > 0) : sums.GroupBy(sum => (sum.Bucket, Groups: string.Join('\0', sum.Groups))).Select(Together)).ToLookup(sum => sum.Bucket / 1_000_000);
        var buckets = new JsonArray();
        for (var at = first; at < last; at += width)
        {
            var results = new JsonArray();
            foreach (var sum in byBucket[at])
            {
                var shown = new JsonObject();
                for (var i = 0; i < columns.Count; i++)
                {
                    shown[columns[i].Name] = sum.Groups[i];
                }

                if (groups.Contains("batch", StringComparer.Ordinal))
                {
                    shown["batch"] = false;
                }

                show(sum, shown);
                results.Add(shown);
            }

            buckets.Add(new JsonObject { ["object"] = "bucket", ["start_time"] = at, ["end_time"] = Math.Min(at + width, end), ["results"] = results });
        }

        await context.Response.WriteAsJsonAsync(new JsonObject
        {
            ["object"] = "page",
            ["data"] = buckets,
            ["has_more"] = last < end,
            ["next_page"] = last < end ? string.Create(CultureInfo.InvariantCulture, $"page_{last}") : null,
        }, context.RequestAborted);
    }

    private static long? Page(string? page, long start) => page is null
        ? null
        : page.StartsWith("page_", StringComparison.Ordinal) && long.TryParse(page.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var from) && from > start
            ? from
            : throw ApiException.BadRequest("page", "Invalid value for 'page': it must be 'next_page' of the page before, with the same parameters.", "invalid_value");

    private static string? Column(string group) => group switch
    {
        "project_id" => "tenant",
        "user_id" => "user_id",
        "api_key_id" => "key_id",
        "model" or "line_item" => "model",
        _ => null,
    };

    private static UsageSum Together(IEnumerable<UsageSum> sums) => sums.Aggregate((a, b) => a with
    {
        Requests = a.Requests + b.Requests,
        InputUncached = a.InputUncached + b.InputUncached,
        CacheRead = a.CacheRead + b.CacheRead,
        CacheWrite = a.CacheWrite + b.CacheWrite,
        Output = a.Output + b.Output,
        AudioInput = a.AudioInput + b.AudioInput,
        AudioOutput = a.AudioOutput + b.AudioOutput,
    });
}
