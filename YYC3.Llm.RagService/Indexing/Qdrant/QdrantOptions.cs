using System.ComponentModel.DataAnnotations;

namespace YYC3.Llm.RagService.Indexing.Qdrant;

/// <summary>Settings of the Qdrant index (section <c>Qdrant</c>).</summary>
internal sealed class QdrantOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Qdrant";

    /// <summary>What the names of the collections begin with; <c>yyc3</c> when not set. Two installations on one Qdrant need two prefixes.</summary>
    [Required]
    [RegularExpression("[A-Za-z0-9_-]{1,40}")]
    public string Prefix { get; set; } = "yyc3";

    /// <summary>How long one call may take, 100 ms to 5 min; 10 s when not set.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a call is made that Qdrant is too busy for, or that does not reach it, 1 to 10; 3 when not set.</summary>
    [Range(1, 10)]
    public int Attempts { get; set; } = 3;
}
