namespace YYC3.Llm.Router.Dialects;

/// <summary>What is known of an answer besides its bytes; filled in while it passes. One a call.</summary>
internal sealed class AnswerFacts
{
    /// <summary>Whether somebody wants the facts that cost an allocation: a recorded span.</summary>
    public bool Detailed { get; set; }

    public string? Id { get; set; }

    public string? Model { get; set; }

    public List<string>? FinishReasons { get; private set; }

    /// <summary>Tokens of the prompt; -1 while the provider has not said.</summary>
    public long InputTokens { get; set; } = -1;

    /// <summary>Tokens of the answer; -1 while the provider has not said.</summary>
    public long OutputTokens { get; set; } = -1;

    public void Finished(string reason) => (FinishReasons ??= []).Add(reason);

    /// <summary>Forgets what an attempt that failed has left.</summary>
    public void Reset()
    {
        Id = Model = null;
        FinishReasons = null;
        InputTokens = OutputTokens = -1;
    }
}
