using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ChatApi.Responses.Requests;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Personal.Templates;

/// <summary><c>/v1/templates</c>: texts with variables, in versions.</summary>
internal sealed class TemplateEndpoints(TemplateStore store, BodyLimits limits)
{
    private const string Tag = "Templates";
    private const string Object = "`object`: `template`, `id`, `name`, `scope`, `version`, `body`, `variables`";
    private const int LongestBody = 100_000;
    private const int MostVariables = 100;

    public void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/v1/templates");
        group.MapPost("", CreateAsync).Documented(
            Tag, "Create a template", Object, "`name`, `body`, `variables` (`name`, `type`: string, number or boolean, `default`, `description`), `description`, `scope` (`user`, when left out, or `project`, for admin keys)",
            "The body is in Semantic Kernel's syntax, `{{$name}}`. Responses use it by `prompt: {id, version, variables}`; a profile by `reply_template`.");
        group.MapGet("", ListAsync).Documented(Tag, "List one's own templates and the project's", "A list of templates");
        group.MapGet("{template_id}", GetAsync).Documented(Tag, "Retrieve a template", Object).WithQuery("version", "integer", "The newest when left out.");
        group.MapGet("{template_id}/versions", VersionsAsync).Documented(Tag, "List the versions of a template", "A list of `version` and `created_at`");
        group.MapPost("{template_id}", UpdateAsync).Documented(Tag, "Change a template: adds a version", Object, "`name`, `body`, `variables`, `description`; what is left out stays");
        group.MapDelete("{template_id}", DeleteAsync).Documented(Tag, "Delete a template with its versions", "A deletion object");
        group.MapPost("{template_id}/render", RenderAsync).Documented(Tag, "Fill a template", "`object`: `template.rendering`, `text`", "`variables`, `version`");
    }

    private async Task CreateAsync(HttpContext context)
    {
        var fields = new Fields(await ConversationJson.ReadObjectAsync(context, limits));
        var name = fields.Text("name", 256) ?? throw Missing("name");
        var body = fields.Text("body", LongestBody) ?? throw Missing("body");
        var isProjects = fields.Choice("scope", "user", "project") == "project";
        var variables = Variables(fields);
        await PromptTemplates.CheckAsync(body, variables.OfType<JsonObject>(), context.RequestAborted);
        var whose = Whose.Of(context, context.Request.Query["user"]);
        RefuseUnlessAdmin(whose, isProjects);
        await AnswerAsync(context, await store.CreateAsync(whose, isProjects, name, fields.Text("description", 2000), body, variables.ToJsonString(JsonText.RelaxedOptions), context.RequestAborted));
    }

    private async Task ListAsync(HttpContext context) => await ConversationJson.AnswerAsync(
        context, ConversationJson.List([.. (await store.ListAsync(Whose.Of(context, context.Request.Query["user"]), context.RequestAborted)).Select(Show)], hasMore: false));

    private async Task GetAsync(HttpContext context) => await AnswerAsync(context, (await FindAsync(context)).Template);

    private async Task VersionsAsync(HttpContext context)
    {
        var (whose, template) = await FindAsync(context);
        var versions = (await store.VersionsAsync(whose, template.Id, context.RequestAborted)).Select(version => new JsonObject
        {
            ["id"] = template.Id,
            ["object"] = "template.version",
            ["version"] = version.Version,
            ["created_at"] = Microseconds.ToUnixSeconds(version.CreatedAt),
        });
        await ConversationJson.AnswerAsync(context, ConversationJson.List([.. versions], hasMore: false));
    }

    private async Task UpdateAsync(HttpContext context)
    {
        var json = await ConversationJson.ReadObjectAsync(context, limits);
        var fields = new Fields(json);
        var (whose, template) = await FindAsync(context);
        RefuseUnlessAdmin(whose, template.Owner is null);
        var changed = template with
        {
            Name = fields.Text("name", 256) ?? template.Name,
            Description = fields.Text("description", 2000) ?? template.Description,
            Body = fields.Text("body", LongestBody) ?? template.Body,
            Variables = json.ContainsKey("variables") ? Variables(fields).ToJsonString(JsonText.RelaxedOptions) : template.Variables,
        };
        await PromptTemplates.CheckAsync(changed.Body, changed.VariableList, context.RequestAborted);
        await AnswerAsync(context, await store.AddVersionAsync(whose, changed, context.RequestAborted));
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var (whose, template) = await FindAsync(context);
        RefuseUnlessAdmin(whose, template.Owner is null);
        await store.DeleteAsync(whose, template.Id, context.RequestAborted);
        await ConversationJson.AnswerAsync(context, new JsonObject { ["id"] = template.Id, ["object"] = "template.deleted", ["deleted"] = true });
    }

    private async Task RenderAsync(HttpContext context)
    {
        var fields = new Fields(await ConversationJson.ReadObjectAsync(context, limits));
        var (_, template) = await FindAsync(context, fields.Integer("version", 1));
        var text = await PromptTemplates.RenderAsync(template, fields.Object("variables") ?? [], "template", context.RequestAborted);
        await ConversationJson.AnswerAsync(context, new JsonObject { ["object"] = "template.rendering", ["id"] = template.Id, ["version"] = template.Version, ["text"] = text });
    }

    private async Task<(Whose Whose, Template Template)> FindAsync(HttpContext context, long? version = null)
    {
        var id = $"{context.Request.RouteValues["template_id"]}";
        var whose = Whose.Of(context, context.Request.Query["user"]);
        if (version is null && context.Request.Query["version"] is [{ } asked])
        {
            version = long.TryParse(asked, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
                ? number
                : throw ApiException.BadRequest("version", "Invalid value for 'version': expected a version's number.", "invalid_value");
        }

        return PlainId.IsOne(id) && await store.FindAsync(whose, id, version, context.RequestAborted) is { } template ? (whose, template) : throw ApiException.NotFound("template", id, "template_id");
    }

    private static void RefuseUnlessAdmin(Whose whose, bool isProjects)
    {
        if (isProjects && !whose.IsAdmin)
        {
            throw ApiException.Forbidden("Templates of the whole project are made and changed with an admin key.");
        }
    }

    private static JsonArray Variables(Fields fields)
    {
        var variables = new JsonArray();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (item, path) in fields.Objects("variables"))
        {
            var variable = new Fields(item, path);
            var name = variable.Text("name", 64) ?? throw Missing(variable.Path("name"));
            if (!name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') || !names.Add(name))
            {
                throw ApiException.BadRequest(variable.Path("name"), $"Invalid value for '{variable.Path("name")}': expected letters, digits and '_', each name once.", "invalid_value");
            }

            var type = variable.Choice("type", "string", "number", "boolean") ?? "string";
            if (item["default"] is { } usual && !PromptTemplates.Fits(usual, type))
            {
                throw ApiException.BadRequest(variable.Path("default"), $"Invalid type for '{variable.Path("default")}': expected a {type}.", "invalid_type");
            }

            variables.Add(new JsonObject { ["name"] = name, ["type"] = type, ["default"] = item["default"]?.DeepClone(), ["description"] = variable.Text("description", 500) });
        }

        return variables.Count <= MostVariables ? variables : throw ApiException.BadRequest("variables", $"Invalid 'variables': at most {MostVariables} are allowed.", "array_above_max_length");
    }

    private static Task AnswerAsync(HttpContext context, Template template) => ConversationJson.AnswerAsync(context, Show(template));

    private static JsonObject Show(Template template) => new()
    {
        ["id"] = template.Id,
        ["object"] = "template",
        ["created_at"] = Microseconds.ToUnixSeconds(template.CreatedAt),
        ["updated_at"] = Microseconds.ToUnixSeconds(template.UpdatedAt),
        ["name"] = template.Name,
        ["description"] = template.Description,
        ["scope"] = template.Owner is null ? "project" : "user",
        ["version"] = template.Version,
        ["latest_version"] = template.Latest,
        ["body"] = template.Body,
        ["variables"] = JsonNode.Parse(template.Variables),
    };

    private static ApiException Missing(string field) => ApiException.BadRequest(field, $"Missing required parameter: '{field}'.", "missing_required_parameter");
}
