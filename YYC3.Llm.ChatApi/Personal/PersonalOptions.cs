using System.ComponentModel.DataAnnotations;

namespace YYC3.Llm.ChatApi.Personal;

/// <summary>The section <c>Personal</c> of the settings.</summary>
internal sealed class PersonalOptions
{
    /// <summary>Whether anything is learned of anybody; true unless set. Where it is, a person can still switch it off for themselves.</summary>
    public bool Learning { get; set; } = true;

    /// <summary>Confidence from which a preference counts, 0 to 1; 0.5 unless set.</summary>
    [Range(0.0, 1.0)]
    public double Threshold { get; set; } = 0.5;

    /// <summary>Facts that a model is told at most, those that suit the question best; 8 unless set, 0 to 100.</summary>
    [Range(0, 100)]
    public int MostFacts { get; set; } = 8;

    /// <summary>The model that makes follow-up questions, as callers name models; none unless set: they are made of the answer's terms.</summary>
    [MaxLength(256)]
    public string? SuggestionModel { get; set; }

    /// <summary>How long daily counts are kept; 400 days unless set, 1 to 3,650.</summary>
    [Range(1, 3650)]
    public int HabitDays { get; set; } = 400;
}
