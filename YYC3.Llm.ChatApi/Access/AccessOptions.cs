using System.ComponentModel.DataAnnotations;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>How keys are checked (settings <c>Access:…</c>).</summary>
internal sealed class AccessOptions
{
    /// <summary>How long an answer of the database is good for, should the message that a key changed be lost: 1 s to 10 min, default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan RefreshAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long keys seen before keep working while the database does not answer: 0 s to 1 day, default 15 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often a key's last use is noted: 1 s to 1 hour, default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LastUsedInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Keys remembered, roughly: 100 to 10,000,000, default 50,000. Of wrong ones a tenth of that.</summary>
    [Range(100, 10_000_000)]
    public int Capacity { get; set; } = 50_000;
}
