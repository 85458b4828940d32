namespace YYC3.Llm.ChatApi.ApiDocument;

/// <summary>A query parameter in the document.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its JSON type: <c>string</c>, <c>integer</c> or <c>boolean</c>.</param>
/// <param name="Description">Its range, default and meaning.</param>
internal sealed record QueryDoc(string Name, string Type, string Description);
