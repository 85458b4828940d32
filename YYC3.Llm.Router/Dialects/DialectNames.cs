namespace YYC3.Llm.Router.Dialects;

/// <summary>The dialects' names, as <c>dialect</c> in <c>models.json</c> has them.</summary>
internal static class DialectNames
{
    /// <summary>OpenAI's wire, and everything that speaks it.</summary>
    public const string OpenAi = "openai";

    /// <summary>Anthropic's Messages.</summary>
    public const string Anthropic = "anthropic";

    /// <summary>The model inside this process.</summary>
    public const string Offline = "offline";
}
