using System.ComponentModel.DataAnnotations;

namespace YYC3.Llm.RagService.Embeddings;

/// <summary>Settings of the embeddings (section <c>Embeddings</c>). Without a model everything works by words alone.</summary>
internal sealed class EmbeddingOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Embeddings";

    /// <summary>The model that embeds chunks and queries, by the name that Router knows it by; null when not set: none. When it changes, what is
    /// indexed is embedded anew beside the old vectors, which searches use until the new ones are complete.</summary>
    public string? Model { get; set; }

    /// <summary>How many dimensions to ask the model for, 1 to 16384; null when not set: as many as it has.</summary>
    [Range(1, 16384)]
    public int? Dimensions { get; set; }

    /// <summary>Texts of one call, 1 to 2048; 64 when not set. Some providers take no more than 10.</summary>
    [Range(1, 2048)]
    public int BatchSize { get; set; } = 64;

    /// <summary>Calls at a time while files are read in, 1 to 64; 2 when not set.</summary>
    [Range(1, 64)]
    public int Concurrency { get; set; } = 2;

    /// <summary>How long to go on asking a model that is busy or away before the work is laid aside and others' is done, 0 s to 1 h; 15 s when not set.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a search waits for its query's embedding before it goes by words alone, 10 ms to 1 min; 2 s when not set.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What the settings ask for; null: no embeddings.</summary>
    public EmbeddingSpace? Space => string.IsNullOrWhiteSpace(Model) ? null : new EmbeddingSpace(Model.Trim(), Dimensions);
}
