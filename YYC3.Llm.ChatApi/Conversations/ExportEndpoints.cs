using System.Text;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>Taking conversations out and bringing them in.</summary>
internal sealed class ExportEndpoints(ConversationService conversations, ConversationItemStore items, IDatabase database, ConversationImport import, BodyLimits limits)
{
    private const string Tag = "Conversations";

    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("{conversation_id}/export", ExportAsync).Documented(Tag, "Export a conversation", "The conversation with all branches as JSON, or the active branch as Markdown")
            .WithQuery("format", "string", "`json` (when left out) or `markdown`.");
        group.MapPost("import", ImportAsync).Documented(
            Tag, "Import conversations", "A list of the conversations that were made", "What the export gives, a list of those, or the `conversations.json` of a ChatGPT export",
            "All of it is checked before anything is stored; each conversation is stored whole.");
    }

    private async Task ExportAsync(HttpContext context)
    {
        var format = ItemPage.Choice(context.Request.Query, "format", "json", "markdown");
        var whose = Whose.Of(context);
        var conversation = await conversations.FindAsync(whose, ConversationEndpoints.Id(context), context.RequestAborted);
        if (format == "markdown")
        {
            context.Response.ContentType = "text/markdown; charset=utf-8";
            await context.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(Markdown(conversation, await items.ActiveAsync(whose.Tenant, conversation.Number, context.RequestAborted))), context.RequestAborted);
            return;
        }

        await using var connection = await database.OpenAsync(whose.Tenant, context.RequestAborted);
        var all = await ConversationItemStore.AllAsync(connection, null, whose.Tenant, conversation.Number, context.RequestAborted);
        var names = all.ToDictionary(item => item.Position, item => item.Id);
        await ConversationJson.AnswerAsync(context, new JsonObject
        {
            ["object"] = ConversationImport.Object,
            ["version"] = 1,
            ["conversation"] = ConversationJson.Of(conversation),
            ["active_item_id"] = conversation.Leaf is { } leaf ? names.GetValueOrDefault(leaf) : null,
            ["items"] = new JsonArray([.. all.Select(item => new JsonObject
            {
                ["parent_id"] = item.Parent is { } parent ? names.GetValueOrDefault(parent) : null,
                ["response_id"] = item.Response,
                ["created_at"] = Microseconds.ToUnixSeconds(item.CreatedAt),
                ["item"] = item.Item(),
            })]),
        });
    }

    private async Task ImportAsync(HttpContext context)
    {
        var whose = Whose.Of(context);
        var made = new List<JsonObject>();
        foreach (var one in import.Read(await ConversationJson.ReadAsync(context, limits)))
        {
            made.Add(ConversationJson.Of(await conversations.ImportAsync(whose, one.Conversation, one.Items, one.Leaf, context.RequestAborted)));
        }

        await ConversationJson.AnswerAsync(context, ConversationJson.List(made, hasMore: false));
    }

    private static string Markdown(ConversationRow conversation, IReadOnlyList<ItemRow> branch)
    {
        var text = new StringBuilder($"# {conversation.Title ?? conversation.Id}\n");
        foreach (var row in branch)
        {
            var item = row.Item();
            if (ItemText.Of(item) is not { Length: > 0 } said)
            {
                continue;
            }

            text.Append(item["type"].AsText() switch
            {
                "message" => $"\n## {Speaker(item["role"].AsText())}\n\n{said}\n",
                "reasoning" => $"\n> {said.ReplaceLineEndings("\n> ")}\n",
                var type => $"\n## {type}\n\n```\n{said.Replace("```", "ˋˋˋ", StringComparison.Ordinal)}\n```\n",
            });
        }

        return text.ToString();
    }

    private static string Speaker(string? role) => role is { Length: > 0 } ? char.ToUpperInvariant(role[0]) + role[1..] : "Message";
}
