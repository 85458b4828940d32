namespace YYC3.Llm.Router.Dialects;

/// <summary>The dialects' names, as <c>dialect</c> in <c>models.json</c> has them.</summary>
internal static class DialectNames
{
    /// <summary>OpenAI's wire, and everything that speaks it.</summary>
    public const string OpenAi = "openai";

    /// <summary>OpenAI's models at Microsoft Azure.</summary>
    public const string Azure = "azure";

    /// <summary>Zhipu's GLM models (open.bigmodel.cn, api.z.ai).</summary>
    public const string Zhipu = "zhipu";

    /// <summary>Baidu's Qianfan, version 2.</summary>
    public const string Qianfan = "qianfan";

    /// <summary>Baidu's ERNIE models by their first API, wenxinworkshop.</summary>
    public const string Wenxin = "wenxin";

    /// <summary>The model inside this process.</summary>
    public const string Offline = "offline";

    /// <summary>Google's Gemini API.</summary>
    public const string Gemini = "gemini";

    /// <summary>Ollama's own API; its OpenAI-compatible one is <see cref="OpenAi"/>.</summary>
    public const string Ollama = "ollama";
}
