using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Catalog;

/// <summary>What a model is for; <c>type</c> in <c>models.json</c>.</summary>
internal static class ModelTypes
{
    public const string Chat = "chat";
    public const string Embeddings = "embeddings";
    public const string Rerank = "rerank";
    public const string Moderation = "moderation";
    public const string Image = "image";
    public const string Speech = "speech";
    public const string Transcription = "transcription";

    public static readonly string[] All = [Chat, Embeddings, Rerank, Moderation, Image, Speech, Transcription];

    /// <summary>What models of a type are asked for.</summary>
    public static Operation[] Operations(string type) => type switch
    {
        Embeddings => [Operation.Embeddings],
        Rerank => [Operation.Rerank],
        Moderation => [Operation.Moderations],
        Image => [Operation.ImageGenerations, Operation.ImageEdits],
        Speech => [Operation.Speech],
        Transcription => [Operation.Transcriptions, Operation.Translations],
        _ => [Operation.Chat, Operation.Messages],
    };
}
