namespace YYC3.Llm.ChatApi.Context;

/// <summary>What is known of a model.</summary>
/// <param name="Window">Tokens of prompt and answer together.</param>
/// <param name="MaxOutput">Tokens of its longest answer; null where nobody says.</param>
/// <param name="CanCallTools">False only where the catalog says what it can do, and tools are not among it.</param>
internal sealed record ModelFact(int Window, int? MaxOutput, bool CanCallTools);
