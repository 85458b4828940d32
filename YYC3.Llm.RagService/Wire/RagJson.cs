using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using YYC3.Llm.RagService.Deletions;
using YYC3.Llm.RagService.Evaluations;
using YYC3.Llm.RagService.Files;
using YYC3.Llm.RagService.Retrieval;
using YYC3.Llm.RagService.Sources;
using YYC3.Llm.RagService.Uploads;
using YYC3.Llm.RagService.VectorStores;
using YYC3.Llm.RagService.VectorStores.Batches;

namespace YYC3.Llm.RagService.Wire;

/// <summary>How answers are written: snake case, Chinese as itself.</summary>
[JsonSerializable(typeof(FileObject))]
[JsonSerializable(typeof(ListPage<FileObject>))]
[JsonSerializable(typeof(VectorStoreObject))]
[JsonSerializable(typeof(ListPage<VectorStoreObject>))]
[JsonSerializable(typeof(AttachmentObject))]
[JsonSerializable(typeof(ListPage<AttachmentObject>))]
[JsonSerializable(typeof(ContentPage))]
[JsonSerializable(typeof(SearchPage))]
[JsonSerializable(typeof(DeletedObject))]
[JsonSerializable(typeof(DeletionObject))]
[JsonSerializable(typeof(ListPage<DeletionObject>))]
[JsonSerializable(typeof(UploadObject))]
[JsonSerializable(typeof(UploadPartObject))]
[JsonSerializable(typeof(BatchObject))]
[JsonSerializable(typeof(EvaluationObject))]
[JsonSerializable(typeof(SourceObject))]
[JsonSerializable(typeof(ListPage<SourceObject>))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(ListPage<JsonElement>))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class RagJson : JsonSerializerContext
{
    /// <summary>The context with readable Chinese; use this one for answers.</summary>
    public static RagJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
