using System.ComponentModel.DataAnnotations;

namespace YYC3.Llm.ChatApi.Context;

/// <summary>The section <c>Context</c> of the settings. Lengths are tokens of prompt and answer together.</summary>
internal sealed class ContextOptions
{
    /// <summary>Where these come from in configuration.</summary>
    public const string Section = "Context";

    /// <summary>What is taken for the window of a model whose own nobody knows; 32,000 unless set, 1,000 or more.</summary>
    [Range(1000, int.MaxValue)]
    public int UnknownWindow { get; set; } = 32_000;

    /// <summary>The context of small models, those with a window of up to 8,192; 4,000 unless set, 1,000 or more. Their answers suffer from more.</summary>
    [Range(1000, int.MaxValue)]
    public int SmallModelLength { get; set; } = 4000;

    /// <summary>The context of every call at most; 0, which is unless set, for no bound of ours. A request's <c>max_context_length</c> may only lower it.</summary>
    [Range(0, int.MaxValue)]
    public int MaxContextLength { get; set; }

    /// <summary>The context of some models at most, by the name that callers use: <c>Context:Models:glm-flash=8000</c>. It goes before <see cref="SmallModelLength"/>. Empty unless set.</summary>
    public Dictionary<string, int> Models { get; set; } = new(StringComparer.Ordinal);

    /// <summary>What is kept free for the answer when the request does not say (<c>max_output_tokens</c>), a quarter of the context at most; 4,096 unless set, 1 or more.</summary>
    [Range(1, int.MaxValue)]
    public int ReserveOutput { get; set; } = 4096;

    /// <summary>The model that writes summaries of older turns, as callers name models; none unless set: the most telling sentences of them are taken as they are.</summary>
    [MaxLength(256)]
    public string? SummaryModel { get; set; }
}
