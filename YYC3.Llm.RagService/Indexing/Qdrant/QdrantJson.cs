using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace YYC3.Llm.RagService.Indexing.Qdrant;

/// <summary>How bodies are written.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class QdrantJson : JsonSerializerContext;
