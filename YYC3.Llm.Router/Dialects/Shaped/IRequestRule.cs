namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>One thing in which a provider that speaks OpenAI's wire wants its requests otherwise. Pure; made once for each deployment.</summary>
internal interface IRequestRule
{
    /// <summary>
    /// Whether a body may hold what the rule is about, by a quick search of its bytes: a body that no rule concerns is sent as it came.
    /// Field names that a caller wrote with escapes are not found, and then are the provider's to judge.
    /// </summary>
    bool Concerns(ReadOnlySpan<byte> body);

    /// <summary>Changes the request.</summary>
    /// <param name="request">Its top-level fields.</param>
    /// <param name="warnings">Takes what is lost by it.</param>
    void Apply(JsonFields request, RequestWarnings warnings);
}
