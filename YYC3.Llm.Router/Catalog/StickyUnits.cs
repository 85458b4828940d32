namespace YYC3.Llm.Router.Catalog;

/// <summary>What keeps its deployment from call to call; <c>sticky</c> in <c>models.json</c>.</summary>
internal static class StickyUnits
{
    /// <summary>A conversation: what the provider has cached of it is used again.</summary>
    public const string Conversation = "conversation";

    /// <summary>A user of a tenant.</summary>
    public const string User = "user";

    public static readonly string[] All = [Conversation, User];
}
