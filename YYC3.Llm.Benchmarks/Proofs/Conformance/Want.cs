namespace YYC3.Llm.Benchmarks.Proofs.Conformance;

/// <summary>What the caller of a cell must get. Parts that are null are not told by the provider, or do not matter.</summary>
internal sealed record Want
{
    /// <summary>The whole text; null for an error.</summary>
    public string? Text { get; init; }

    /// <summary>The whole reasoning.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The names and arguments (as JSON values) of the tool calls, in order.</summary>
    public IReadOnlyList<(string Name, string Arguments)> Calls { get; init; } = [];

    /// <summary>The text that follows once the tools' results were sent.</summary>
    public string? AfterTools { get; init; }

    /// <summary>OpenAI's finish reason; null where the provider gives none.</summary>
    public string? Finish { get; init; } = "stop";

    /// <summary>Prompt and completion tokens in OpenAI's inclusive counting; null where the provider does not report them.</summary>
    public (int Prompt, int Completion)? Usage { get; init; }

    /// <summary>Cached tokens among the prompt's.</summary>
    public int? Cached { get; init; }

    /// <summary>Reasoning tokens among the completion's.</summary>
    public int? Thought { get; init; }

    /// <summary>The statuses that are right for an error; empty where an answer is wanted.</summary>
    public IReadOnlyList<int> Statuses { get; init; } = [];

    /// <summary>Seconds of <c>Retry-After</c> that the error must carry.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Whether a stream may have begun before the error: then it holds the beginning of <see cref="Text"/> and ends in an error event.</summary>
    public bool MayBegin { get; init; }

    /// <summary>Whether an error is wanted.</summary>
    public bool IsError => Statuses.Count > 0;

    /// <summary>An error of one of these statuses.</summary>
    public static Want Error(params IReadOnlyList<int> statuses) => new() { Statuses = statuses };
}
