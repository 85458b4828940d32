using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Personal.Habits;
using YYC3.Llm.ChatApi.Personal.Memories;
using YYC3.Llm.ChatApi.Personal.Profiles;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ChatApi.Responses.Requests;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Personal;

/// <summary><c>/v1/profile</c>: what is known of the calling user, to be seen, changed, undone and forgotten.</summary>
internal sealed class PersonalEndpoints(ProfileStore profiles, MemoryStore memories, HabitStore habits, IOptions<PersonalOptions> options, BodyLimits limits, TimeProvider time)
{
    private const string Tag = "Profile";
    private const string Who = "The user is the key's own; a key without one names it by the query parameter `user`, as requests do by `safety_identifier`.";
    private const string Object = "`object`: `profile`, `learning`, `name`, `language`, `instructions`, `time_zone`, `reply_template`, `max_context_length`";

    public void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/v1/profile");
        User(group.MapGet("", GetAsync).Documented(Tag, "See one's profile", Object, description: Who));
        User(group.MapPost("", UpdateAsync).Documented(Tag, "Change one's profile", Object, "Its fields; what is left out stays, null takes it away", "`learning: false`: nothing is learnt, recalled or counted. " + Who));
        User(group.MapDelete("", ForgetAsync).Documented(Tag, "Forget a user", "A deletion object", description: "Profile, preferences and facts with their changes, counts, own templates."));
        foreach (var (name, kind) in new[] { ("preferences", Memory.Preference), ("facts", Memory.Fact) })
        {
            User(group.MapGet(name, context => ListAsync(context, kind)).Documented(Tag, $"List {name}", $"A list of {name}, each with `name`, `value`, `quote`, `source`, `confidence`, `evidence`, `valid_from`, `valid_to`")
                .WithQuery("all", "boolean", "true: those too that others have taken the place of."));
            User(group.MapPost(name, context => GiveAsync(context, kind)).Documented(Tag, $"Add to the {name}", "The new one", "`name`, `value`", "It takes the place of another of its name."));
            User(group.MapPost(name + "/{memory_id}", context => EditAsync(context, kind)).Documented(Tag, $"Change one of the {name}", "The changed one", "`value`"));
            User(group.MapDelete(name + "/{memory_id}", context => DeleteAsync(context, kind)).Documented(Tag, $"Delete one of the {name}", "A deletion object", description: "It is not learned again from the same words."));
        }

        User(group.MapPost("undo", UndoAsync).Documented(Tag, "Take back the last change of preferences and facts", "`object`: `profile.undo`, `undone`: what was done to which"));
        User(group.MapGet("habits", HabitsAsync).Documented(Tag, "See one's habits", "Counts by hour, weekday, term, model and knowledge store, and what they were before").WithQuery("window", "string", "Days, such as `30d` (when left out); 1 to 365."));
    }

    private static void User(IEndpointConventionBuilder endpoint) => endpoint.WithQuery("user", "string", "The user, for a key without one of its own.");

    private static Whose Caller(HttpContext context) => Whose.Of(context, context.Request.Query["user"]);

    private async Task GetAsync(HttpContext context)
    {
        var whose = Caller(context);
        await ConversationJson.AnswerAsync(context, Show(whose, await profiles.FindAsync(whose, context.RequestAborted)));
    }

    private async Task UpdateAsync(HttpContext context)
    {
        var json = await ConversationJson.ReadObjectAsync(context, limits);
        var fields = new Fields(json);
        var whose = Caller(context);
        var before = await profiles.FindAsync(whose, context.RequestAborted);
        var profile = new Profile(
            json.ContainsKey("learning") ? fields.Flag("learning") : before.Learning,
            json.ContainsKey("name") ? fields.Text("name", 128) : before.Name,
            json.ContainsKey("language") ? fields.Text("language", 64) : before.Language,
            json.ContainsKey("instructions") ? fields.Text("instructions", 8000) : before.Instructions,
            json.ContainsKey("time_zone") ? Zone(fields.Text("time_zone", 64)) : before.TimeZone,
            json.ContainsKey("reply_template") ? fields.Id("reply_template") : before.ReplyTemplate,
            json.ContainsKey("max_context_length") ? fields.Integer("max_context_length", 1) : before.MaxContextLength);
        await profiles.SaveAsync(whose, profile, context.RequestAborted);
        await ConversationJson.AnswerAsync(context, Show(whose, profile));
    }

    private async Task ForgetAsync(HttpContext context)
    {
        await profiles.ForgetAsync(Caller(context), context.RequestAborted);
        await ConversationJson.AnswerAsync(context, new JsonObject { ["object"] = "profile.deleted", ["deleted"] = true });
    }

    private async Task ListAsync(HttpContext context, string kind) => await ConversationJson.AnswerAsync(
        context, ConversationJson.List([.. (await memories.ListAsync(Caller(context), kind, context.Request.Query["all"] == "true", context.RequestAborted)).Select(Show)], hasMore: false));

    private async Task GiveAsync(HttpContext context, string kind)
    {
        var fields = new Fields(await ConversationJson.ReadObjectAsync(context, limits));
        var name = fields.Id("name", 64) ?? (kind == Memory.Fact ? "note" : throw Missing("name"));
        var value = fields.Text("value", 1000) is { Length: > 0 } given ? given : throw Missing("value");
        await ConversationJson.AnswerAsync(context, Show(await memories.GiveAsync(Caller(context), kind, name, value, context.RequestAborted)));
    }

    private async Task EditAsync(HttpContext context, string kind)
    {
        var fields = new Fields(await ConversationJson.ReadObjectAsync(context, limits));
        var value = fields.Text("value", 1000) is { Length: > 0 } given ? given : throw Missing("value");
        var whose = Caller(context);
        await ConversationJson.AnswerAsync(context, Show(await memories.EditAsync(whose, await FindAsync(context, whose, kind), value, context.RequestAborted)));
    }

    private async Task DeleteAsync(HttpContext context, string kind)
    {
        var whose = Caller(context);
        var memory = await FindAsync(context, whose, kind);
        await memories.DeleteAsync(whose, memory, context.RequestAborted);
        await ConversationJson.AnswerAsync(context, new JsonObject { ["id"] = memory.Id, ["object"] = $"profile.{kind}.deleted", ["deleted"] = true });
    }

    private async Task UndoAsync(HttpContext context)
    {
        var undone = await memories.UndoAsync(Caller(context), context.RequestAborted);
        await ConversationJson.AnswerAsync(context, new JsonObject
        {
            ["object"] = "profile.undo",
            ["undone"] = new JsonArray([.. undone.Select(change => new JsonObject { ["action"] = change.Action, ["id"] = change.Id })]),
        });
    }

    private async Task HabitsAsync(HttpContext context)
    {
        var window = context.Request.Query["window"] is [{ } given] ? given : "30d";
        if (!window.EndsWith('d') || !int.TryParse(window.AsSpan(0, window.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var days) || days is < 1 or > 365)
        {
            throw ApiException.BadRequest("window", "Invalid value for 'window': expected days, 1d to 365d.", "invalid_value");
        }

        var whose = Caller(context);
        var today = HabitCounter.DayOf(time.GetUtcNow());
        var zone = TimeZoneInfo.FindSystemTimeZoneById((await profiles.FindAsync(whose, context.RequestAborted)).TimeZone ?? "UTC");
        await ConversationJson.AnswerAsync(context, HabitReport.Write(await habits.SinceAsync(whose, today - (2 * days) + 1, context.RequestAborted), today, days, zone));
    }

    private async Task<Memory> FindAsync(HttpContext context, Whose whose, string kind)
    {
        var id = $"{context.Request.RouteValues["memory_id"]}";
        return PlainId.IsOne(id) && await memories.FindAsync(whose, kind, id, context.RequestAborted) is { } memory ? memory : throw ApiException.NotFound(kind, id, "memory_id");
    }

    private static string? Zone(string? name) => name is null || TimeZoneInfo.TryFindSystemTimeZoneById(name, out _)
        ? name
        : throw ApiException.BadRequest("time_zone", "Invalid value for 'time_zone': expected a name such as Asia/Shanghai.", "invalid_value");

    private JsonObject Show(Whose whose, Profile profile) => new()
    {
        ["object"] = "profile",
        ["user"] = whose.Owner.StartsWith("user:", StringComparison.Ordinal) ? whose.Owner["user:".Length..] : null,
        ["learning"] = options.Value.Learning && (profile.Learning ?? whose.Owner.StartsWith("user:", StringComparison.Ordinal)),
        ["name"] = profile.Name,
        ["language"] = profile.Language,
        ["instructions"] = profile.Instructions,
        ["time_zone"] = profile.TimeZone,
        ["reply_template"] = profile.ReplyTemplate,
        ["max_context_length"] = profile.MaxContextLength,
    };

    private static JsonObject Show(Memory memory) => new()
    {
        ["id"] = memory.Id,
        ["object"] = $"profile.{memory.Kind}",
        ["name"] = memory.Name,
        ["value"] = memory.Value,
        ["made_by"] = memory.MadeBy,
        ["quote"] = memory.Quote,
        ["source"] = memory.Source is null ? null : new JsonObject { ["response_id"] = memory.Source, ["item_id"] = memory.SourceItem },
        ["confidence"] = Math.Round(memory.Confidence, 3),
        ["evidence"] = memory.Evidence,
        ["created_at"] = Microseconds.ToUnixSeconds(memory.CreatedAt),
        ["valid_from"] = Microseconds.ToUnixSeconds(memory.ValidFrom),
        ["valid_to"] = memory.ValidTo is { } end ? Microseconds.ToUnixSeconds(end) : null,
    };

    private static ApiException Missing(string field) => ApiException.BadRequest(field, $"Missing required parameter: '{field}'.", "missing_required_parameter");
}
