namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>A conversation that comes from elsewhere.</summary>
/// <param name="Conversation">The conversation.</param>
/// <param name="Items">Its items, parents before children.</param>
/// <param name="Leaf">The position of the active branch's newest item; null: the last of the items.</param>
internal sealed record ImportedConversation(NewConversation Conversation, IReadOnlyList<ItemRow> Items, long? Leaf);
