namespace YYC3.Llm.RagService.Indexing;

/// <summary>A store changed between reading its view and searching it. Read the view again.</summary>
internal sealed class StaleViewException() : Exception("The store changed during the search.");
