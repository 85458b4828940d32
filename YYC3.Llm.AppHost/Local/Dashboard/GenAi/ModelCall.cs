namespace YYC3.Llm.AppHost.Local.Dashboard.GenAi;

/// <summary>A call of a model, as its span tells it. What the span does not say is null.</summary>
internal sealed record ModelCall
{
    /// <summary><c>gen_ai.system</c>, else <c>gen_ai.provider.name</c>.</summary>
    public required string Provider { get; init; }

    /// <summary><c>gen_ai.operation.name</c>, such as <c>chat</c> or <c>embeddings</c>.</summary>
    public string? Operation { get; init; }

    /// <summary><c>gen_ai.request.model</c>: what was asked for.</summary>
    public string? RequestModel { get; init; }

    /// <summary><c>gen_ai.response.model</c>: what answered.</summary>
    public string? ResponseModel { get; init; }

    /// <summary><c>gen_ai.response.id</c>.</summary>
    public string? ResponseId { get; init; }

    /// <summary><c>gen_ai.usage.input_tokens</c>.</summary>
    public long? InputTokens { get; init; }

    /// <summary><c>gen_ai.usage.output_tokens</c>.</summary>
    public long? OutputTokens { get; init; }

    /// <summary><c>gen_ai.response.finish_reasons</c>, else those of the output messages.</summary>
    public required IReadOnlyList<string> FinishReasons { get; init; }

    /// <summary><c>error.type</c> and the status message of a failed call.</summary>
    public string? Error { get; init; }

    /// <summary>Where the messages were found: <c>attributes</c>, <c>logs</c>, <c>events</c> or <c>flattened</c>; null when nowhere, as with content capture off.</summary>
    public string? MessageSource { get; init; }

    /// <summary>The messages, inputs first.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary><c>gen_ai.tool.definitions</c>: the tools that the model could call.</summary>
    public required IReadOnlyList<ToolDefinition> Tools { get; init; }

    /// <summary>What evaluators said about the answer.</summary>
    public required IReadOnlyList<Evaluation> Evaluations { get; init; }
}
