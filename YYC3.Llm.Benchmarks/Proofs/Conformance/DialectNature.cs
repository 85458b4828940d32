namespace YYC3.Llm.Benchmarks.Proofs.Conformance;

/// <summary>What a dialect's wire can tell at all: what is not on it cannot be asked of Router.</summary>
/// <param name="Name">The dialect.</param>
/// <param name="Model">A model of that provider's; Router goes by its name in some dialects.</param>
/// <param name="Key">A key in the provider's form.</param>
internal sealed record DialectNature(string Name, string Model, string Key)
{
    /// <summary>Whether the wire tells cached tokens.</summary>
    public bool TellsCached { get; init; } = true;

    /// <summary>Whether the wire tells reasoning.</summary>
    public bool TellsReasoning { get; init; } = true;

    /// <summary>Whether the wire tells how many tokens the reasoning took.</summary>
    public bool TellsThought { get; init; } = true;

    /// <summary>Tool calls in one answer, as far as the dialect allows more than one.</summary>
    public int Calls { get; init; } = 2;

    /// <summary>Whether the results of several calls reach the model as one message, which the simulator answers with all of them.</summary>
    public bool JoinsResults { get; init; }

    /// <summary>Whether a limit's error names its wait in the body, which goes before the header.</summary>
    public bool TellsWait { get; init; }

    /// <summary>
    /// Whether there is no terminal event but the one with the finish reason, without which a stream is cut off. The others end in
    /// <c>[DONE]</c>, <c>is_end</c> or <c>done</c>, which is a proper end without a finish reason too.
    /// </summary>
    public bool EndsWithFinish { get; init; }

    /// <summary>The natures by name. A dialect of the simulator without an entry here is a wrong row of the matrix.</summary>
    public static IReadOnlyDictionary<string, DialectNature> All { get; } = new DialectNature[]
    {
        new("openai", "gpt-4.1", "sk-proof"),
        new("azure", "gpt-4.1", "proof-key"),
        new("anthropic", "claude-sonnet-4-5", "sk-ant-proof") { TellsThought = false, JoinsResults = true, EndsWithFinish = true },
        new("gemini", "gemini-2.5-flash", "AIza-proof") { JoinsResults = true, TellsWait = true, EndsWithFinish = true },
        new("dashscope", "qwen-plus", "sk-proof") { EndsWithFinish = true },
        new("zhipu", "glm-4.6", "proof-id.proof-secret"),
        new("qianfan", "ernie-4.5-turbo-128k", "bce-v3/proof"),
        new("wenxin", "ernie-4.0-8k", "proof-ak:proof-sk") { TellsCached = false, TellsReasoning = false, TellsThought = false, Calls = 1 },
        new("ollama", "qwen3:8b", "any") { TellsCached = false, TellsThought = false },
    }.ToDictionary(nature => nature.Name, StringComparer.Ordinal);
}
