namespace YYC3.Llm.RagService.Deletions;

/// <summary>What was deleted.</summary>
internal sealed record DeletionTarget(string Object, string Id);
