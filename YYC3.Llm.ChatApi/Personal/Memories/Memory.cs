namespace YYC3.Llm.ChatApi.Personal.Memories;

/// <summary>A preference or a fact. A class and not a record of values, as the database reads and JSON writes it.</summary>
internal sealed record Memory
{
    public required string Id { get; init; }

    /// <summary><see cref="Preference"/> or <see cref="Fact"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is about, such as <c>answer_language</c> or <c>home</c>; of one kind and name, one counts at a time.</summary>
    public required string Name { get; init; }

    public required string Value { get; init; }

    /// <summary>The words that it was learned from; null when it was given.</summary>
    public string? Quote { get; init; }

    /// <summary>The response, <c>resp_…</c>, whose request had these words.</summary>
    public string? Source { get; init; }

    /// <summary>The message with these words.</summary>
    public string? SourceItem { get; init; }

    /// <summary><see cref="Learned"/> or <see cref="Given"/>.</summary>
    public required string MadeBy { get; init; }

    /// <summary>0 to 1; grows with each time that it is said again.</summary>
    public double Confidence { get; init; }

    /// <summary>How often it was said.</summary>
    public long Evidence { get; init; }

    public long CreatedAt { get; init; }

    public long ValidFrom { get; init; }

    /// <summary>When another took its place; null: it counts.</summary>
    public long? ValidTo { get; init; }

    /// <summary>1: deleted by its owner; its words are gone, and it is not learned again.</summary>
    public long Gone { get; init; }

    public const string Preference = "preference";
    public const string Fact = "fact";
    public const string Learned = "learned";
    public const string Given = "given";
}
