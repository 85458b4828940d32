using System.Text.Json;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Router.ResponseCache;

/// <summary><c>GET /admin/cache</c>: what the cache did; <c>POST /admin/cache/invalidate</c>: makes answers of a model, a project or a tag invalid.</summary>
internal static class ResponseCacheEndpoints
{
    public static void MapResponseCache(this IEndpointRouteBuilder routes)
    {
        var versions = routes.ServiceProvider.GetRequiredService<CacheVersions>();
        var metrics = routes.ServiceProvider.GetRequiredService<ResponseCacheMetrics>();
        var options = routes.ServiceProvider.GetRequiredService<ResponseCacheOptions>();
        routes.MapGet("/admin/cache", (RequestDelegate)(context =>
        {
            var (hits, misses, kept) = metrics.Counts;
            return context.Response.WriteAsJsonAsync(
                new { @object = "response_cache", enabled = options.Enabled, lifetime_seconds = options.Lifetime.TotalSeconds, hits, misses, kept }, context.RequestAborted);
        }));
        routes.MapPost("/admin/cache/invalidate", (RequestDelegate)(context => InvalidateAsync(context, versions)));
    }

    private static async Task InvalidateAsync(HttpContext context, CacheVersions versions)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.BadRequest(null, "The request body must be a JSON object with 'model', 'project' or 'tag'.");
        }

        string? model = null, project = null, tag = null;
        foreach (var field in document.RootElement.EnumerateObject())
        {
            if (field.Name is not ("model" or "project" or "tag"))
            {
                throw ApiException.BadRequest(field.Name, $"Unknown parameter: '{field.Name}'. Known are 'model', 'project' and 'tag'.", "unknown_parameter");
            }

            if (field.Value.ValueKind != JsonValueKind.String || field.Value.GetString() is not { Length: > 0 } value)
            {
                throw ApiException.BadRequest(field.Name, $"Invalid type for '{field.Name}': expected a text that is not empty.", "invalid_type");
            }

            _ = field.Name switch
            {
                "model" => model = value,
                "project" => project = value,
                _ => tag = value,
            };
        }

        List<string> scopes = [];
        if (model is not null)
        {
            scopes.Add(CacheVersions.OfModel(model));
        }

        if (tag is not null)
        {
            scopes.Add(CacheVersions.OfTag(project ?? context.Caller().Tenant.Value, tag));
        }
        else if (project is not null)
        {
            scopes.Add(CacheVersions.OfTenant(project));
        }

        if (scopes.Count == 0)
        {
            throw ApiException.BadRequest("model", "Name what is to be made invalid: 'model', 'project', or 'tag' (of 'project', your own unless given).", "missing_required_parameter");
        }

        foreach (var scope in scopes)
        {
            await versions.InvalidateAsync(scope, context.RequestAborted);
        }

        await context.Response.WriteAsJsonAsync(new { @object = "response_cache.invalidation", invalidated = scopes }, context.RequestAborted);
    }
}
