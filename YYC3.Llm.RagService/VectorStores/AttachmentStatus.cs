namespace YYC3.Llm.RagService.VectorStores;

/// <summary>OpenAI's states of a file in a vector store.</summary>
internal static class AttachmentStatus
{
    /// <summary>Being read.</summary>
    public const string InProgress = "in_progress";

    /// <summary>Ready.</summary>
    public const string Completed = "completed";

    /// <summary>Could not be read; <c>last_error</c> says why.</summary>
    public const string Failed = "failed";

    /// <summary>Its reading was ended, with its batch.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>All of them, as <c>filter</c> takes them.</summary>
    public static IReadOnlyList<string> All { get; } = [InProgress, Completed, Failed, Cancelled];
}
