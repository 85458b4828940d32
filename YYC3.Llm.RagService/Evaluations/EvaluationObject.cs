namespace YYC3.Llm.RagService.Evaluations;

/// <summary>An evaluation of a vector store (an addition of ours).</summary>
/// <param name="Id">Its id, <c>vseval_…</c>.</param>
/// <param name="Object">Always <c>vector_store.evaluation</c>.</param>
/// <param name="CreatedAt">When, in seconds since 1970.</param>
/// <param name="VectorStoreId">The store.</param>
/// <param name="Version">The state of the store.</param>
/// <param name="Queries">How many queries.</param>
/// <param name="Generated">How many of them a model has written.</param>
/// <param name="Seed">What decided chance.</param>
/// <param name="Current">The settings that are, on all queries.</param>
/// <param name="Proposed">Other settings; null where there are none to choose from.</param>
/// <param name="Decision">What was decided.</param>
internal sealed record EvaluationObject(
    string Id,
    string Object,
    long CreatedAt,
    string VectorStoreId,
    long Version,
    int Queries,
    int Generated,
    int Seed,
    EvaluatedSettings Current,
    ProposedSettings? Proposed,
    EvaluationDecision Decision);
