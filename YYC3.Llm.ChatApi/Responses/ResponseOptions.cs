using System.ComponentModel.DataAnnotations;

namespace YYC3.Llm.ChatApi.Responses;

/// <summary>The section <c>Responses</c> of the settings.</summary>
internal sealed class ResponseOptions
{
    /// <summary>How long a stored response is kept; 30 days unless set, as OpenAI does; 1 minute to 100 years.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "36500.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long the events of a response can be asked for again after it has ended; 1 day unless set, 1 minute to 365 days. Its text stays.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan EventRetention { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a temporary response is kept; 1 hour unless set, 1 minute to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan TemporaryRetention { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often what has expired is deleted; each minute unless set, 1 second to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan CleanUpInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Turns of a model in one response at most, each of which may call tools; 32 unless set, 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int MostTurns { get; set; } = 32;
}
