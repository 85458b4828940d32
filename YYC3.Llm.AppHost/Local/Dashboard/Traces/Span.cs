using YYC3.Llm.AppHost.Local.Dashboard.Otlp;

namespace YYC3.Llm.AppHost.Local.Dashboard.Traces;

/// <summary>One span as it arrived.</summary>
internal sealed record Span
{
    /// <summary>32 hex digits.</summary>
    public required string TraceId { get; init; }

    /// <summary>16 hex digits.</summary>
    public required string SpanId { get; init; }

    /// <summary>The caller's span, or empty for the root of the trace.</summary>
    public required string ParentSpanId { get; init; }

    /// <summary>Which service sent it, and from which ActivitySource.</summary>
    public required TelemetrySource Source { get; init; }

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Internal, Server, Client, Producer or Consumer.</summary>
    public required string Kind { get; init; }

    /// <summary>Nanoseconds since 1970.</summary>
    public required long Start { get; init; }

    /// <summary>Nanoseconds since 1970; never before <see cref="Start"/>.</summary>
    public required long End { get; init; }

    /// <summary>Unset, Ok or Error.</summary>
    public required string Status { get; init; }

    /// <summary>What the service said about the status; mostly empty.</summary>
    public required string StatusMessage { get; init; }

    /// <summary>Its attributes, in the order sent.</summary>
    public required IReadOnlyList<TelemetryAttribute> Attributes { get; init; }

    /// <summary>What happened during it.</summary>
    public required IReadOnlyList<SpanEvent> Events { get; init; }

    /// <summary>Spans it belongs to besides its parent.</summary>
    public required IReadOnlyList<SpanLink> Links { get; init; }

    /// <summary>An estimate of the memory it takes, in bytes.</summary>
    public required int Size { get; init; }

    /// <summary>Whether its status is Error.</summary>
    public bool IsError => Status == "Error";

    /// <summary>Whether it is a call of a model: Aspire's rule, a non-empty <c>gen_ai.system</c> or <c>gen_ai.provider.name</c>.</summary>
    public bool IsModelCall => Attribute("gen_ai.system") is { Length: > 0 } || Attribute("gen_ai.provider.name") is { Length: > 0 };

    /// <summary>The value of the attribute of that name, or null.</summary>
    public string? Attribute(string key)
    {
        foreach (var attribute in Attributes)
        {
            if (attribute.Key == key)
            {
                return attribute.Value;
            }
        }

        return null;
    }
}
