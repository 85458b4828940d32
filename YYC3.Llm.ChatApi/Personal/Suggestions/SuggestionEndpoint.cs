using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Personal.Habits;
using YYC3.Llm.ChatApi.Responses.Storage;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Personal.Suggestions;

/// <summary><c>GET /v1/recommendations</c>: what to ask next, and with which model and knowledge.</summary>
internal sealed class SuggestionEndpoint(FollowUps followUps, HabitStore habits, ResponseStore responses, IConversations conversations, TimeProvider time)
{
    private const int Days = 90;
    private const int Most = 5;

    public void Map(IEndpointRouteBuilder app) => app.MapGet("/v1/recommendations", HandleAsync).Documented(
        "Profile", "Recommendations for the calling user", "`object`: `recommendations`, `follow_ups`, `models`, `vector_stores`",
        description: "Questions to go on with after a response or in a conversation; the models and knowledge stores that the user has used most in 90 days. Nothing is recommended from counts where learning is off, for then there are none.")
        .WithQuery("response", "string", "A response to go on from.").WithQuery("conversation", "string", "A conversation to go on with.").WithQuery("user", "string", "The user, for a key without one of its own.");

    private async Task HandleAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var caller = context.CallerFor(query["user"], "user");
        var items = await ItemsAsync(caller, context.Principal().User, query["response"], query["conversation"], context.RequestAborted);
        var answer = Text(items, "assistant");
        var counts = await habits.SinceAsync(Whose.Of(caller), HabitCounter.DayOf(time.GetUtcNow()) - Days, context.RequestAborted);
        var questions = answer.Length == 0 ? [] : await followUps.AfterAsync(Text(items, "user"), answer, caller, context.RequestAborted);
        await ConversationJson.AnswerAsync(context, new JsonObject
        {
            ["object"] = "recommendations",
            ["follow_ups"] = new JsonArray([.. questions.Select(question => JsonValue.Create(question))]),
            ["models"] = Top(counts, HabitCounter.Model),
            ["vector_stores"] = Top(counts, HabitCounter.Store),
        });
    }

    private async Task<IReadOnlyList<JsonObject>> ItemsAsync(CallerIdentity caller, string? own, string? response, string? conversation, CancellationToken cancellationToken)
    {
        if (response is not null)
        {
            var found = PlainId.IsOne(response) ? await responses.FindAsync(new Reach(caller.Tenant, own), response, cancellationToken) : null;
            return found is null ? throw ApiException.NotFound("response", response, "response") : [.. found.Input, .. found.Output];
        }

        return conversation is null ? [] : await conversations.HistoryAsync(caller, conversation, null, cancellationToken);
    }

    private static string Text(IReadOnlyList<JsonObject> items, string role) =>
        items.LastOrDefault(item => item["type"].AsText() == "message" && item["role"].AsText() == role) is { } item ? ItemText.Of(item) : "";

    private static JsonArray Top(IReadOnlyList<(long Day, string Kind, string Name, long Count)> counts, string kind) =>
        [.. HabitReport.Most(counts, kind).Take(Most).Select(entry => new JsonObject { ["id"] = entry.Name, ["used"] = entry.Count })];
}
