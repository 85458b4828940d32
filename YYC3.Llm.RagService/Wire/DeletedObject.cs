namespace YYC3.Llm.RagService.Wire;

/// <summary>OpenAI's answer to a deletion.</summary>
/// <param name="Id">What was deleted.</param>
/// <param name="Object">Its type, such as <c>file</c> or <c>vector_store.deleted</c>.</param>
/// <param name="Deleted">Always true; what is not there is a 404.</param>
internal sealed record DeletedObject(string Id, string Object, bool Deleted = true);
