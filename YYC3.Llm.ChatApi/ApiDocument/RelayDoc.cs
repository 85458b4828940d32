namespace YYC3.Llm.ChatApi.ApiDocument;

/// <summary>What the document says of an endpoint that takes or gives bytes rather than types.</summary>
/// <param name="Request">What the body is; null: there is none.</param>
/// <param name="Response">What the answer is.</param>
/// <param name="Streams">The answer may come as server-sent events.</param>
/// <param name="RequestType">The body's media type.</param>
/// <param name="ResponseType">The answer's media type.</param>
internal sealed record RelayDoc(string? Request, string Response, bool Streams, string RequestType, string ResponseType);
