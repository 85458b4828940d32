using System.Data.Common;
using System.Text.Json;
using YYC3.Llm.Router.Admin.Probing;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Catalog.Stored;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Admin;

/// <summary><c>/admin/providers</c>, <c>/admin/models</c> and <c>/admin/catalog</c>. Names may hold slashes, so what follows a name is told by its last segment.</summary>
internal sealed class CatalogEndpoints(CatalogStore store, CatalogAdmin admin, CatalogEntries entries, CatalogSync sync, Prober prober)
{
    private const string Id = "id";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var endpoints = ActivatorUtilities.CreateInstance<CatalogEndpoints>(routes.ServiceProvider);
        routes.MapGet("/admin/catalog", (RequestDelegate)endpoints.CatalogAsync);
        foreach (var kind in (ReadOnlySpan<EntryKind>)[EntryKind.Provider, EntryKind.Model])
        {
            var section = $"/admin/{StoredEntry.Section(kind)}";
            routes.MapGet(section, (RequestDelegate)(context => endpoints.ListAsync(context, kind)));
            routes.MapGet($"{section}/{{**id}}", (RequestDelegate)(context => endpoints.AnswerAsync(context, kind, Name(context))));
            routes.MapPut($"{section}/{{**id}}", (RequestDelegate)(context => Guarded(context, () => endpoints.PutAsync(context, kind))));
            routes.MapDelete($"{section}/{{**id}}", (RequestDelegate)(context => Guarded(context, () => endpoints.DeleteAsync(context, kind))));
            routes.MapPost($"{section}/{{**id}}", (RequestDelegate)(context => Guarded(context, () => endpoints.PostAsync(context, kind))));
        }
    }

    private async Task PutAsync(HttpContext context, EntryKind kind)
    {
        using var body = await ReadAsync(context);
        await admin.PutAsync(kind, Name(context), body.RootElement, context.RequestAborted);
        await AnswerAsync(context, kind, Name(context));
    }

    private async Task DeleteAsync(HttpContext context, EntryKind kind)
    {
        var name = Name(context);
        await admin.DeleteAsync(kind, name, context.RequestAborted);
        await WriteAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, name);
            json.WriteString("object"u8, $"catalog.{CatalogAdmin.Noun(kind)}.deleted");
            json.WriteBoolean("deleted"u8, true);
            json.WriteBoolean("in_file"u8, admin.IsInFile(kind, name));
            json.WriteEndObject();
        });
    }

    private async Task PostAsync(HttpContext context, EntryKind kind)
    {
        var path = Name(context);
        if (path == "validate")
        {
            await ValidateAsync(context, kind);
            return;
        }

        var slash = path.LastIndexOf('/');
        var name = slash < 0 ? "" : path[..slash];
        switch (slash < 0 ? "" : path[(slash + 1)..])
        {
            case "disable":
                await admin.SwitchAsync(kind, name, enabled: false, context.RequestAborted);
                await AnswerAsync(context, kind, name);
                break;
            case "enable":
                await admin.SwitchAsync(kind, name, enabled: true, context.RequestAborted);
                await AnswerAsync(context, kind, name);
                break;
            case "probe" when kind == EntryKind.Model:
                await ProbeAsync(context, name);
                break;
            default:
                throw new ApiException(
                    404, $"There is no POST {context.Request.Path}. After an id come disable, enable{(kind == EntryKind.Model ? " and probe" : "")}; PUT adds or changes.", ApiException.InvalidRequest, null, "not_found");
        }
    }

    /// <summary>Checks <c>{"id":"…","definition":{…}}</c> without storing it.</summary>
    private async Task ValidateAsync(HttpContext context, EntryKind kind)
    {
        using var body = await ReadAsync(context);
        if (body.RootElement.ValueKind != JsonValueKind.Object || !body.RootElement.TryGetProperty(Id, out var id) || id.ValueKind != JsonValueKind.String)
        {
            throw ApiException.BadRequest(Id, "Missing required parameter: 'id'. Send {\"id\":\"…\",\"definition\":{…}}.", "missing_required_parameter");
        }

        if (!body.RootElement.TryGetProperty("definition", out var definition))
        {
            throw ApiException.BadRequest("definition", "Missing required parameter: 'definition'. Send {\"id\":\"…\",\"definition\":{…}}.", "missing_required_parameter");
        }

        var faults = admin.Validate(kind, id.GetString()!, definition);
        await WriteAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "catalog.validation"u8);
            json.WriteBoolean("valid"u8, faults.Count == 0);
            AdminJson.Faults(json, faults);
            json.WriteEndObject();
        });
    }

    private async Task ProbeAsync(HttpContext context, string name)
    {
        var model = store.Current.Models.FirstOrDefault(model => model.Name == name) ?? throw CatalogAdmin.Missing(EntryKind.Model, name);
        if (model.Active.Length == 0)
        {
            throw ApiException.BadRequest(Id, $"The model '{name}' has no deployment that takes calls. GET /admin/models/{name} says what is missing.", "model_not_active");
        }

        var result = await prober.ProbeAsync(context, model);
        await entries.ProbedAsync(name, result, context.RequestAborted);
        await sync.ChangedAsync(context.RequestAborted);
        await WriteAsync(context, json => json.WriteRawValue(result.Json));
    }

    private Task ListAsync(HttpContext context, EntryKind kind) => WriteAsync(context, json =>
    {
        var objects = new EntryObject(store, admin);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var name in objects.Names(kind))
        {
            objects.Write(json, kind, name);
        }

        json.WriteEndArray();
        json.WriteNumber("epoch"u8, store.Current.Epoch);
        json.WriteEndObject();
    });

    private Task AnswerAsync(HttpContext context, EntryKind kind, string name)
    {
        var objects = new EntryObject(store, admin);
        return objects.Names(kind).Contains(name, StringComparer.Ordinal)
            ? WriteAsync(context, json => objects.Write(json, kind, name))
            : ApiError.AnswerAsync(context, CatalogAdmin.Missing(kind, name));
    }

    private Task CatalogAsync(HttpContext context) => Guarded(context, async () =>
    {
        await sync.RefreshAsync(context.RequestAborted);
        var instances = await entries.InstancesAsync(context.RequestAborted);
        await WriteAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "catalog"u8);
            json.WriteNumber("epoch"u8, store.Current.Epoch);
            json.WriteNumber("revision"u8, store.Stored.Revision);
            json.WriteString("file"u8, store.File);
            json.WriteString("file_hash"u8, store.FileHash);
            AdminJson.Faults(json, store.Faults);
            json.WriteString("instance"u8, sync.Instance);
            json.WriteStartArray("instances"u8);
            foreach (var instance in instances)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, instance.Id);
                json.WriteNumber("epoch"u8, instance.Epoch);
                json.WriteNumber("revision"u8, instance.Revision);
                json.WriteString("file_hash"u8, instance.FileHash);
                json.WriteNumber("faults"u8, instance.Faults);
                json.WriteNumber("seen_at"u8, instance.SeenAt / 1_000_000);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    });

    private static string Name(HttpContext context) => (string?)context.Request.RouteValues[Id] ?? "";

    private static async Task<JsonDocument> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
        }
        catch (JsonException e)
        {
            throw ApiException.BadRequest(null, $"The request body is not JSON: {e.Message} Send the definition as an object.", "invalid_json");
        }
    }

    private static async Task Guarded(HttpContext context, Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (CatalogFaultsException wrong)
        {
            await ApiError.AnswerAsync(context, wrong.ToApi(), wrong.Write);
        }
        catch (ApiException wrong)
        {
            await ApiError.AnswerAsync(context, wrong);
        }
        catch (DbException failure)
        {
            await ApiError.AnswerAsync(context, ApiException.Unavailable($"The database does not answer: {failure.Message} Try again in a moment.", TimeSpan.FromSeconds(1)));
        }
    }

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, AdminJson.Readable);
        write(json);
    }
}
