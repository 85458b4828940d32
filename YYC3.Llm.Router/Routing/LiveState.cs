using System.Collections.Concurrent;

namespace YYC3.Llm.Router.Routing;

/// <summary>What calls have found out and later ones go by. Outlives snapshots: a reload does not forget that a key is cooling down.</summary>
internal sealed class LiveState(TimeProvider time)
{
    private static readonly TimeSpan LongestCooldown = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, long> coolingUntil = new(StringComparer.Ordinal);

    /// <summary>Puts a candidate behind all others for a while, because its provider said so.</summary>
    public void CoolDown(Candidate candidate, TimeSpan duration) =>
        coolingUntil[Name(candidate)] = time.GetTimestamp() + (long)((duration < LongestCooldown ? duration : LongestCooldown).TotalSeconds * time.TimestampFrequency);

    public bool IsCooling(Candidate candidate)
    {
        if (coolingUntil.IsEmpty || !coolingUntil.TryGetValue(Name(candidate), out var until))
        {
            return false;
        }

        if (time.GetTimestamp() < until)
        {
            return true;
        }

        coolingUntil.TryRemove(KeyValuePair.Create(Name(candidate), until));
        return false;
    }

    // Limits are counted per key and model with most providers; without a key, per deployment.
    private static string Name(Candidate candidate) =>
        candidate.Key is { } key ? $"{key.Id}/{candidate.Deployment.UpstreamModel}" : candidate.Deployment.Name;
}
