namespace YYC3.Llm.Router.Relay;

/// <summary>What a call asks for. One instance each; compared by reference.</summary>
/// <param name="Index">Its place in <see cref="All"/>, for tables made once.</param>
/// <param name="Name">As <c>gen_ai.operation.name</c> has it.</param>
/// <param name="Path">Under a provider's base URL, as OpenAI has it.</param>
/// <param name="InputField">The field that holds the input; null where the body is a form.</param>
internal sealed record Operation(int Index, string Name, string Path, string? InputField)
{
    public static readonly Operation Chat = new(0, "chat", "chat/completions", "messages");
    public static readonly Operation Embeddings = new(1, "embeddings", "embeddings", "input");
    public static readonly Operation Rerank = new(2, "rerank", "rerank", "query");

    /// <summary>Anthropic's Messages, as a provider's own operation: an inbound message whose deployment speaks it goes through untranslated.</summary>
    public static readonly Operation Messages = new(3, "messages", "messages", "messages");

    public static readonly Operation Moderations = new(4, "moderations", "moderations", "input");
    public static readonly Operation ImageGenerations = new(5, "image_generation", "images/generations", "prompt");
    public static readonly Operation ImageEdits = new(6, "image_edit", "images/edits", null);
    public static readonly Operation Speech = new(7, "speech", "audio/speech", "input");
    public static readonly Operation Transcriptions = new(8, "transcription", "audio/transcriptions", null);
    public static readonly Operation Translations = new(9, "translation", "audio/translations", null);

    /// <summary>How many tokens a message of Anthropic's has; nothing is generated.</summary>
    public static readonly Operation CountTokens = new(10, "count_tokens", "messages/count_tokens", "messages");

    public static readonly Operation[] All = [Chat, Embeddings, Rerank, Messages, Moderations, ImageGenerations, ImageEdits, Speech, Transcriptions, Translations, CountTokens];

    /// <summary>Whether the body is a form with files in it.</summary>
    public bool TakesForm => InputField is null;

    /// <summary>The field of the form that holds the file; null where the body is JSON.</summary>
    public string? FileField => this == ImageEdits ? "image" : TakesForm ? "file" : null;

    /// <summary>Whether its answers are sound or plain text as well as JSON, or events of their own kind: passed on as they come.</summary>
    public bool AnswersBytes => this == Speech || this == Transcriptions || this == Translations;

    /// <summary>Whether its answers may come as events of chat's kind.</summary>
    public bool Streams => this == Chat || this == Messages;
}
