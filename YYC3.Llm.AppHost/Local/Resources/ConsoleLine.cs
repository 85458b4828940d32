namespace YYC3.Llm.AppHost.Local.Resources;

/// <summary>One line that a resource wrote to its console.</summary>
/// <param name="Sequence">Counts from 1 for each resource, without gaps; lines that fell out of the ring leave their numbers behind.</param>
/// <param name="Time">When the line was read.</param>
/// <param name="IsError">Whether it came from standard error.</param>
/// <param name="Text">The line without its end, cut at <see cref="ResourceBoard.LongestLine"/>.</param>
internal sealed record ConsoleLine(long Sequence, DateTimeOffset Time, bool IsError, string Text);
