namespace YYC3.Llm.RagService.Indexing;

/// <summary>What to look for.</summary>
/// <param name="Terms">The query's terms, each as often as the query has it: what is said twice weighs twice.</param>
/// <param name="View">What counts.</param>
/// <param name="Allowed">Which generations may answer, a part of the view: the attribute filter's outcome. Null: all of it.
/// Statistics are the whole view's, so that a filter changes no score.</param>
/// <param name="Limit">Hits at most.</param>
internal sealed record IndexQuery(IReadOnlyList<string> Terms, IIndexView View, IReadOnlySet<long>? Allowed, int Limit);
