using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Chat.Stored;

/// <summary>One call whose answer is to be kept.</summary>
/// <param name="store">Where.</param>
/// <param name="whose">Whose it will be.</param>
/// <param name="caller">Who asked.</param>
/// <param name="model">The model as it was named.</param>
/// <param name="messages">The messages that were sent, as JSON.</param>
/// <param name="metadata">The caller's metadata.</param>
/// <param name="logger">Is told of what could not be kept.</param>
internal sealed partial class StoredCall(
    StoredCompletionStore store, Whose whose, CallerIdentity caller, string model, string messages, JsonObject metadata, ILogger logger)
{
    /// <summary>Keeps a whole answer. An answer that was paid for is not withheld because it cannot be kept: its head says so.</summary>
    public async Task KeepAsync(HttpContext context, ReadOnlyMemory<byte> answer)
    {
        JsonNode? body;
        try
        {
            body = JsonNode.Parse(answer.Span, documentOptions: JsonText.Strict);
        }
        catch (JsonException)
        {
            body = null; // Not of the expected shape, or not JSON at all: it goes out as it came.
        }

        if (body is not JsonObject completion || !await KeepAsync(completion, context.RequestAborted))
        {
            context.Response.Headers[GroundedChat.WarningHeader] = "not_stored";
        }
    }

    /// <summary>Keeps an answer.</summary>
    /// <returns>Whether it could.</returns>
    public async Task<bool> KeepAsync(JsonObject completion, CancellationToken cancellationToken)
    {
        if (completion["id"].AsText() is not { } id || !PlainId.IsOne(id) || completion["choices"] is not JsonArray)
        {
            return false;
        }

        var row = new StoredRow
        {
            Id = id,
            RequestId = caller.RequestId,
            Model = Plain(completion["model"].AsText() ?? model),
            AskedModel = Plain(model),
            Metadata = metadata.ToJsonString(ConversationJson.Relaxed),
            Messages = messages,
            Body = completion.ToJsonString(ConversationJson.Relaxed),
        };
        try
        {
            await store.KeepAsync(whose, row, StoredMetadata.Pairs(metadata), cancellationToken);
            return true;
        }
        catch (Exception failure) when (failure is DbException or OperationCanceledException or TimeoutException or IOException)
        {
            Log.NotKept(logger, id, failure.Message);
            return false;
        }
    }

    private static string Plain(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The completion {Id} was answered, but could not be stored: {Reason}")]
        public static partial void NotKept(ILogger logger, string id, string reason);
    }
}
