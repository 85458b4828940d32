using System.Text.Json.Serialization;

namespace YYC3.Llm.RagService.Evaluations;

/// <summary>What was decided on an evaluation.</summary>
/// <param name="Applied">Whether the store has the proposed settings now.</param>
/// <param name="Reason">Why, or why not.</param>
internal sealed record EvaluationDecision(bool Applied, string Reason)
{
    /// <summary>Whether the settings would have lowered quality.</summary>
    [JsonIgnore]
    public bool IsRefusal { get; init; }
}
