namespace YYC3.Llm.Benchmarks.Proofs.Conformance;

/// <summary>What the official SDK made of an answer, and what was on the wire under it.</summary>
internal sealed record Heard
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; init; }

    /// <summary>The body as it came, a stream's whole text included.</summary>
    public string Body { get; init; } = "";

    /// <summary><c>Retry-After</c>, in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The text as the SDK read it.</summary>
    public string Text { get; init; } = "";

    /// <summary>Ids, names and arguments of the tool calls as the SDK read them.</summary>
    public IReadOnlyList<(string Id, string Name, string Arguments)> Calls { get; init; } = [];

    /// <summary>The finish reason as the SDK read it, in OpenAI's word.</summary>
    public string? Finish { get; init; }

    /// <summary>Prompt, completion, cached and reasoning tokens as the SDK read them.</summary>
    public (int Prompt, int Completion, int Cached, int Thought)? Usage { get; init; }

    /// <summary>What the SDK threw that is no answer of the service's; null for nothing.</summary>
    public string? Threw { get; init; }

    /// <summary>The status of the exception by which the SDK told an error; null for none.</summary>
    public int? Told { get; init; }

    /// <summary>The text that followed once the tools' results were sent; null where there was no such turn.</summary>
    public string? AfterTools { get; init; }
}
