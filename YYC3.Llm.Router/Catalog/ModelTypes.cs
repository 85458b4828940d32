namespace YYC3.Llm.Router.Catalog;

/// <summary>What a model is for; <c>type</c> in <c>models.json</c>.</summary>
internal static class ModelTypes
{
    public const string Chat = "chat";
    public const string Embeddings = "embeddings";

    public static readonly string[] All = [Chat, Embeddings];
}
