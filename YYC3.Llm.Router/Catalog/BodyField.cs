namespace YYC3.Llm.Router.Catalog;

/// <summary>A top-level request field that a deployment sets, its value as JSON.</summary>
internal sealed record BodyField(string Name, byte[] Value);
