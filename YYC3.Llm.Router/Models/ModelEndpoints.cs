using System.Text.Encodings.Web;
using System.Text.Json;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Models;

/// <summary><c>GET /v1/models</c> and <c>/v1/models/{id}</c>: what can be called now, in OpenAI's shape with a few fields more.</summary>
internal static class ModelEndpoints
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        var catalog = routes.ServiceProvider.GetRequiredService<CatalogStore>();
        routes.MapGet("/v1/models", (RequestDelegate)(context => ListAsync(context, catalog.Current)));

        // Ids may hold slashes: provider/model.
        routes.MapGet("/v1/models/{**id}", (RequestDelegate)(context => OneAsync(context, catalog.Current)));
    }

    private static async Task ListAsync(HttpContext context, CatalogSnapshot catalog)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, Readable);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var model in catalog.Models.Where(model => model.IsActive))
        {
            Write(json, model, catalog, Now(context));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static async Task OneAsync(HttpContext context, CatalogSnapshot catalog)
    {
        var id = (string?)context.Request.RouteValues["id"] ?? "";
        if (catalog.Find(id) is not { } model)
        {
            await ApiError.AnswerAsync(context, new ApiException(404, $"The model '{id}' does not exist", ApiException.InvalidRequest, "model", "model_not_found"));
            return;
        }

        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, Readable);
        Write(json, model, catalog, Now(context));
    }

    private static DateTimeOffset Now(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    private static void Write(Utf8JsonWriter json, Model model, CatalogSnapshot catalog, DateTimeOffset now)
    {
        var definition = model.Definition;
        json.WriteStartObject();
        json.WriteString("id"u8, model.Name);
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, 0); // Catalogs do not say; OpenAI's clients want a number.
        json.WriteString("owned_by"u8, (model.Active.FirstOrDefault() ?? model.Deployments.FirstOrDefault())?.Provider.Name ?? "yyc3");
        json.WriteString("type"u8, definition.Type);
        json.WriteString("status"u8, ModelStatus.Of(model));
        if (model.AliasOf is { } target)
        {
            json.WriteString("alias_of"u8, target);
        }

        if (definition.Capabilities.Count > 0)
        {
            json.WriteStartArray("capabilities"u8);
            foreach (var capability in definition.Capabilities)
            {
                json.WriteStringValue(capability);
            }

            json.WriteEndArray();
            if (definition.AreCapabilitiesProbed)
            {
                json.WriteString("capabilities_source"u8, "probe"u8);
            }
        }

        if (definition.Dimensions is { } dimensions)
        {
            json.WriteNumber("dimensions"u8, dimensions);
        }

        if (definition.ContextWindow is { } window)
        {
            json.WriteNumber("context_window"u8, window);
        }

        if (definition.MaxOutput is { } most)
        {
            json.WriteNumber("max_output_tokens"u8, most);
        }

        if ((model.Active.FirstOrDefault() ?? model.Deployments.FirstOrDefault())?.Prices.At(now) is { } price)
        {
            json.WriteStartObject("pricing"u8);
            json.WriteString("unit"u8, "per_1m_tokens"u8);
            json.WriteString("version"u8, price.Version);
            foreach (var member in System.Text.Json.Nodes.JsonNode.Parse(price.Json)!.AsObject())
            {
                json.WritePropertyName(member.Key);
                member.Value!.WriteTo(json);
            }

            json.WriteEndObject();
        }

        var missing = model.Deployments.SelectMany(deployment => deployment.Provider.Missing).Distinct().ToList();
        if (!model.IsActive && missing.Count > 0)
        {
            json.WriteStartArray("missing"u8);
            missing.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }

        json.WriteNumber("epoch"u8, catalog.Epoch);
        json.WriteEndObject();
    }
}
