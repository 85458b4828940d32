namespace YYC3.Llm.ServiceDefaults.Text;

/// <summary>Takes one index term; the characters are only valid during the call.</summary>
/// <typeparam name="TState">What the caller passes along, so that the delegate can be static.</typeparam>
/// <param name="term">The term, at most <see cref="TextAnalyzer.MaxTermLength"/> UTF-16 units, never empty, always well-formed UTF-16.</param>
/// <param name="state">The caller's state.</param>
public delegate void TermAction<in TState>(ReadOnlySpan<char> term, TState state)
    where TState : allows ref struct;
