using System.Text.Json.Serialization;

namespace YYC3.Llm.Router.ResponseCache;

[JsonSerializable(typeof(CachedAnswer))]
internal sealed partial class CachedAnswerJson : JsonSerializerContext;
