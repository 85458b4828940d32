namespace YYC3.Llm.RagService.Evaluations;

/// <summary>A query and what answers it.</summary>
/// <param name="Text">The query.</param>
/// <param name="Grades">What answers it, files or chunks by their ids, each with how well: more than 0.</param>
/// <param name="ByChunk">Whether the ids are chunks'.</param>
internal sealed record LabelledQuery(string Text, IReadOnlyDictionary<string, double> Grades, bool ByChunk);
