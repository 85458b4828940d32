namespace YYC3.Llm.Benchmarks.Load;

/// <summary>One call as the caller saw it.</summary>
/// <param name="Error">What went wrong, in a few words that can be counted; null when nothing did.</param>
/// <param name="FirstContent">Clock ticks when the first text was there; 0 for a plain call.</param>
/// <param name="End">Clock ticks when the last byte was there.</param>
internal readonly record struct CallResult(string? Error, long FirstContent, long End);
