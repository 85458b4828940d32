namespace YYC3.Llm.Router.Metering.Ledger;

/// <summary>What one attempt used and cost. Written once, never changed.</summary>
internal sealed record UsageRecord
{
    /// <summary><c>use_…</c>; the ledger takes each id once.</summary>
    public required string Id { get; init; }

    /// <summary>The outbox it came through; with <see cref="Sequence"/> it shows whether any is missing.</summary>
    public required string Instance { get; init; }

    /// <summary>Its number in that outbox, from 1, without holes.</summary>
    public required long Sequence { get; init; }

    public required string RequestId { get; init; }

    /// <summary>Its place among the call's attempts, from 1; 0 when nobody was asked.</summary>
    public required int Attempt { get; init; }

    public required string Tenant { get; init; }

    public required string KeyId { get; init; }

    public string? User { get; init; }

    public string? Conversation { get; init; }

    /// <summary>The model as the caller named it.</summary>
    public required string Model { get; init; }

    /// <summary><c>provider/upstream-model</c>; null when nobody was asked.</summary>
    public string? Deployment { get; init; }

    public string? Provider { get; init; }

    /// <summary>The provider's dialect, whose counting <see cref="RawUsage"/> follows.</summary>
    public string? Dialect { get; init; }

    public required string Operation { get; init; }

    /// <summary>When the attempt began, UTC microseconds. Its price and its day go by it.</summary>
    public required long StartedAt { get; init; }

    /// <summary>Microseconds.</summary>
    public required long Duration { get; init; }

    /// <summary>Microseconds to the first content of a stream.</summary>
    public long? FirstToken { get; init; }

    /// <summary>completed | client_gone | upstream_error | refused | cached | shadow.</summary>
    public required string End { get; init; }

    public required bool Committed { get; init; }

    public required TokenUsage Usage { get; init; }

    /// <summary>The provider's own usage object; null when it sent none.</summary>
    public byte[]? RawUsage { get; init; }

    /// <summary>How the usage was estimated; null when it is the provider's own: <c>prompt+content</c>, <c>prompt</c>.</summary>
    public string? Estimated { get; init; }

    /// <summary>batch | flex | priority, when the request asked for it.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>By which price the cost was made; null when none is known.</summary>
    public string? PriceVersion { get; init; }

    /// <summary>Null when it is unknown.</summary>
    public decimal? Cost { get; init; }

    public string? Currency { get; init; }

    public string? Warnings { get; init; }
}
