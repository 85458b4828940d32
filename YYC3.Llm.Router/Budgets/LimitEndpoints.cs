using System.Text.Json.Nodes;
using YYC3.Llm.ServiceDefaults.Cache;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Budgets;

/// <summary><c>/admin/budgets</c> and <c>/admin/limits</c>. A change is in force here at once and on other instances within two seconds.</summary>
internal static class LimitEndpoints
{
    public static void MapLimits(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/budgets", (RequestDelegate)(context => ListAsync(context, (store, cancel) => store.BudgetsAsync(cancel), budget => budget.Id, ShowAsync)));
        routes.MapPost("/admin/budgets", (RequestDelegate)CreateBudgetAsync);
        routes.MapGet("/admin/budgets/{id}", (RequestDelegate)(async context => await WriteAsync(context, await ShowAsync(context, await BudgetAsync(context)))));
        routes.MapPut("/admin/budgets/{id}", (RequestDelegate)ChangeBudgetAsync);
        routes.MapDelete("/admin/budgets/{id}", (RequestDelegate)(context => DeleteAsync(context, "budgets", "budget")));
        routes.MapGet("/admin/limits", (RequestDelegate)(context => ListAsync(context, (store, cancel) => store.LimitsAsync(cancel), limit => limit.Id, (_, limit) => Task.FromResult(Show(limit)))));
        routes.MapPost("/admin/limits", (RequestDelegate)CreateLimitAsync);
        routes.MapGet("/admin/limits/{id}", (RequestDelegate)(async context => await WriteAsync(context, Show(await LimitAsync(context)))));
        routes.MapPut("/admin/limits/{id}", (RequestDelegate)ChangeLimitAsync);
        routes.MapDelete("/admin/limits/{id}", (RequestDelegate)(context => DeleteAsync(context, "limits", "limit")));
    }

    private static LimitStore Store(HttpContext context) => context.RequestServices.GetRequiredService<LimitStore>();

    private static TimeProvider Time(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>();

    private static Task WriteAsync(HttpContext context, JsonObject body) => context.Response.WriteAsJsonAsync(body, context.RequestAborted);

    private static async Task ListAsync<T>(HttpContext context, Func<LimitStore, CancellationToken, Task<IReadOnlyList<T>>> read, Func<T, string> id, Func<HttpContext, T, Task<JsonObject>> show)
    {
        var all = await read(Store(context), context.RequestAborted);
        var after = (string?)context.Request.Query["after"];
        var limit = Metering.Usage.QueryText.Number(context.Request.Query, "limit", 100, 1000);
        var rest = after is null ? all : [.. all.SkipWhile(item => id(item) != after).Skip(1)];
        var data = new JsonArray();
        foreach (var item in rest.Take(limit))
        {
            data.Add(await show(context, item));
        }

        await WriteAsync(context, new JsonObject { ["object"] = "list", ["data"] = data, ["has_more"] = rest.Count > limit, ["last_id"] = data.Count > 0 ? id(rest[data.Count - 1]) : null });
    }

    private static async Task CreateBudgetAsync(HttpContext context)
    {
        var request = await LimitRequest.ReadAsync(context, "scope", "subject", "tenant", "amount", "currency", "period");
        var (scope, tenant, subject) = request.Whom(context.Caller().Tenant.Value);
        var time = Time(context);
        var budget = new Budget(
            Ids.New("bud", time), tenant, scope, subject, request.Amount("amount"), request.Text("currency", "USD", "CNY"), request.Text("period", "total", "day", "month"), time.GetUtcNow().ToMicroseconds());
        await Store(context).PutAsync(budget, context.RequestAborted);
        await ChangedAsync(context);
        await WriteAsync(context, await ShowAsync(context, budget));
    }

    private static async Task ChangeBudgetAsync(HttpContext context)
    {
        var budget = await BudgetAsync(context);
        var request = await LimitRequest.ReadAsync(context, "amount", "currency", "period");
        budget = budget with
        {
            Amount = request.Has("amount") ? request.Amount("amount") : budget.Amount,
            Currency = request.Has("currency") ? request.Text("currency", "USD", "CNY") : budget.Currency,
            Period = request.Has("period") ? request.Text("period", "total", "day", "month") : budget.Period,
        };
        await Store(context).PutAsync(budget, context.RequestAborted);
        await ChangedAsync(context);
        await WriteAsync(context, await ShowAsync(context, budget));
    }

    private static async Task CreateLimitAsync(HttpContext context)
    {
        var request = await LimitRequest.ReadAsync(context, "scope", "subject", "tenant", "requests_per_minute", "tokens_per_minute");
        var (scope, tenant, subject) = request.Whom(context.Caller().Tenant.Value);
        var time = Time(context);
        await PutAsync(context, new RateLimit(Ids.New("lim", time), tenant, scope, subject, request.Count("requests_per_minute"), request.Count("tokens_per_minute"), time.GetUtcNow().ToMicroseconds()));
    }

    private static async Task ChangeLimitAsync(HttpContext context)
    {
        var limit = await LimitAsync(context);
        var request = await LimitRequest.ReadAsync(context, "requests_per_minute", "tokens_per_minute");
        await PutAsync(context, limit with { Requests = request.Count("requests_per_minute"), Tokens = request.Count("tokens_per_minute") });
    }

    private static async Task PutAsync(HttpContext context, RateLimit limit)
    {
        if (limit.Requests is null && limit.Tokens is null)
        {
            throw ApiException.BadRequest("requests_per_minute", "Give requests_per_minute, tokens_per_minute or both.", "missing_required_parameter");
        }

        await Store(context).PutAsync(limit, context.RequestAborted);
        await ChangedAsync(context);
        await WriteAsync(context, Show(limit));
    }

    private static async Task DeleteAsync(HttpContext context, string table, string what)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        if (!await Store(context).DeleteAsync(table, id, context.RequestAborted))
        {
            throw ApiException.NotFound(what, id);
        }

        await ChangedAsync(context);
        await WriteAsync(context, new JsonObject { ["id"] = id, ["object"] = $"{what}.deleted", ["deleted"] = true });
    }

    private static async Task ChangedAsync(HttpContext context)
    {
        await context.RequestServices.GetRequiredService<LimitBook>().LoadAsync(context.RequestAborted);
        await context.RequestServices.GetRequiredService<ICache>().PublishAsync(LimitWatcher.Channel, "changed", context.RequestAborted);
    }

    private static async Task<Budget> BudgetAsync(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        return (await Store(context).BudgetsAsync(context.RequestAborted)).FirstOrDefault(budget => budget.Id == id) ?? throw ApiException.NotFound("budget", id);
    }

    private static async Task<RateLimit> LimitAsync(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        return (await Store(context).LimitsAsync(context.RequestAborted)).FirstOrDefault(limit => limit.Id == id) ?? throw ApiException.NotFound("limit", id);
    }

    private static async Task<JsonObject> ShowAsync(HttpContext context, Budget budget)
    {
        var start = budget.PeriodStart(Time(context).GetUtcNow());
        var spent = await Store(context).SpentAsync(budget, start.ToMicroseconds(), context.RequestAborted);
        return new JsonObject
        {
            ["id"] = budget.Id,
            ["object"] = "budget",
            ["scope"] = budget.Scope,
            ["subject"] = budget.Subject,
            ["tenant"] = budget.Tenant.Length > 0 ? budget.Tenant : null,
            ["amount"] = budget.Amount,
            ["currency"] = budget.Currency,
            ["period"] = budget.Period,
            ["period_start"] = start.ToUnixTimeSeconds(),
            ["spent"] = spent,
            ["remaining"] = budget.Amount - spent,
            ["created_at"] = Microseconds.ToUnixSeconds(budget.CreatedAt),
        };
    }

    private static JsonObject Show(RateLimit limit) => new()
    {
        ["id"] = limit.Id,
        ["object"] = "limit",
        ["scope"] = limit.Scope,
        ["subject"] = limit.Subject,
        ["tenant"] = limit.Tenant.Length > 0 ? limit.Tenant : null,
        ["requests_per_minute"] = limit.Requests,
        ["tokens_per_minute"] = limit.Tokens,
        ["created_at"] = Microseconds.ToUnixSeconds(limit.CreatedAt),
    };
}
