namespace YYC3.Llm.Router.Relay;

/// <summary>What a request asks of a model besides text.</summary>
[Flags]
internal enum RequestNeeds
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>It shows images.</summary>
    Vision = 1,

    /// <summary>It plays audio, or wants some.</summary>
    Audio = 2,

    /// <summary>It brings tools.</summary>
    Tools = 4,

    /// <summary>It wants JSON.</summary>
    Json = 8,

    /// <summary>It wants JSON of a schema.</summary>
    JsonSchema = 16,

    /// <summary>It wants reasoning.</summary>
    Reasoning = 32,

    /// <summary>It brings files.</summary>
    Files = 64,
}
