using System.ComponentModel.DataAnnotations;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>Settings of the searches (section <c>Retrieval</c>).</summary>
internal sealed class RetrievalOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Retrieval";

    /// <summary>What vectors weigh against words in stores whose weight no evaluation has set, 0 to 1; 0.3 when not set: words lead.</summary>
    [Range(0.0, 1.0)]
    public double EmbeddingWeight { get; set; } = 0.3;

    /// <summary>The model that puts the best passages in their last order, by the name that Router knows it by; null when not set: none.</summary>
    public string? RerankModel { get; set; }

    /// <summary>How many passages it looks at, 2 to 200; 50 when not set.</summary>
    [Range(2, 200)]
    public int RerankDepth { get; set; } = 50;

    /// <summary>The chat model that puts queries into better words where a search asks for it; null when not set: none.</summary>
    public string? RewriteModel { get; set; }

    /// <summary>How long a search waits for either model before it goes on without, 10 ms to 1 min; 5 s when not set.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan ModelTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
