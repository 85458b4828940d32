namespace YYC3.Llm.Router.Catalog;

/// <summary>Names that exist without being declared; a file may declare them otherwise.</summary>
internal static class BuiltIn
{
    /// <summary>Provider and model that answer without any key.</summary>
    public const string Offline = "offline";

    /// <summary>The model that stands for the first active chat model.</summary>
    public const string Default = "default";

    /// <summary>The provider whose models are found on this host.</summary>
    public const string Ollama = "ollama";

    /// <summary>Who moderates when neither caller nor catalog names a model; taken where a provider has it.</summary>
    public const string Moderation = "omni-moderation-latest";
}
