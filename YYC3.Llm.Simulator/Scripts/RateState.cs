namespace YYC3.Llm.Simulator.Scripts;

/// <summary>What is left of a rate limit after a call.</summary>
/// <param name="Limit">Calls a window.</param>
/// <param name="Remaining">Calls left in this one.</param>
/// <param name="Reset">Time until the next begins.</param>
/// <param name="At">When that is.</param>
/// <param name="Exceeded">Whether this call was one too many.</param>
internal readonly record struct RateState(int Limit, int Remaining, TimeSpan Reset, DateTimeOffset At, bool Exceeded);
