using System.ComponentModel.DataAnnotations;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>The section <c>Conversations</c> of the settings.</summary>
internal sealed class ConversationOptions
{
    /// <summary>How long a temporary conversation stays after it was last used; 1 hour unless set, 1 minute to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan TemporaryIdle { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often expired conversations are deleted; each minute unless set, 1 second to 1 day. They are out of sight the moment that they expire.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan CleanUpInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The model that makes titles, as callers name models; none unless set: the first sentence of the first message is the title.</summary>
    [MaxLength(256)]
    public string? TitleModel { get; set; }
}
