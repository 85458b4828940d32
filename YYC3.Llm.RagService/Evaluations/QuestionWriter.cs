using Microsoft.Extensions.Options;
using YYC3.Llm.RagService.Ingestion;
using YYC3.Llm.RagService.Models;
using YYC3.Llm.RagService.Retrieval;
using YYC3.Llm.RagService.VectorStores;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.RagService.Evaluations;

/// <summary>Has a model write questions about passages of a store, each labelled with its passage: for stores that nobody has labelled queries for.</summary>
internal sealed class QuestionWriter(RouterClient router, AttachmentStore attachments, ChunkStore chunks, VectorStoreStore stores, IOptions<RetrievalOptions> options)
{
    private const int MostTokens = 200;

    private const string Instruction =
        "Write one question that the passage answers and that a person could ask who has not read it. Use other words than the passage where you can. "
        + "Write it in the language of the passage. Answer with the question alone.";

    /// <summary>Writes questions.</summary>
    /// <exception cref="ApiException">400: there is no model, or nothing to ask about. 502: the model does not answer.</exception>
    public async Task<IReadOnlyList<LabelledQuery>> WriteAsync(TenantId tenant, string storeId, int count, string? model, int seed, CancellationToken cancellationToken)
    {
        await stores.RequireAsync(tenant, storeId, cancellationToken);
        model ??= options.Value.RewriteModel;
        if (string.IsNullOrWhiteSpace(model))
        {
            throw ApiException.BadRequest("generate.model", "Invalid 'generate.model': name the chat model that writes the questions; no model is set for it (Retrieval:RewriteModel).", "invalid_value");
        }

        var passages = await SampleAsync(tenant, storeId, count, seed, cancellationToken);
        if (passages.Count == 0)
        {
            throw ApiException.BadRequest("vector_store_id", $"The vector store '{storeId}' has no completed file to ask about.", "invalid_value");
        }

        var queries = new List<LabelledQuery>(passages.Count);
        foreach (var (chunkId, text) in passages)
        {
            if (await AskAsync(tenant, model, text, cancellationToken) is { } question)
            {
                queries.Add(new LabelledQuery(question, new Dictionary<string, double>(StringComparer.Ordinal) { [chunkId] = 1 }, ByChunk: true));
            }
        }

        return queries.Count > 0 ? queries : throw ApiException.BadRequest("generate.model", $"Invalid 'generate.model': '{model}' wrote no question.", "invalid_value");
    }

    private async Task<List<(string ChunkId, string Text)>> SampleAsync(TenantId tenant, string storeId, int count, int seed, CancellationToken cancellationToken)
    {
        var files = await attachments.SizesAsync(tenant, storeId, cancellationToken);
        var total = files.Sum(file => file.Chunks);
        var random = new Random(seed);
        var places = new SortedSet<long>();
        while (places.Count < Math.Min(count, total))
        {
            places.Add(random.NextInt64(total));
        }

        var passages = new List<(string, string)>(places.Count);
        foreach (var place in places)
        {
            var rest = place;
            var file = files.First(one => (rest -= one.Chunks) < 0);
            var ordinal = rest + file.Chunks;
            if (await chunks.ReadRunAsync(tenant, storeId, file.Generation, ordinal, 1, cancellationToken) is [var row])
            {
                passages.Add((ViewFile.ChunkId(file.FileId, row.Ordinal), row.Text));
            }
        }

        return passages;
    }

    private async Task<string?> AskAsync(TenantId tenant, string model, string passage, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await router.PostAsync(
                "/v1/chat/completions",
                tenant,
                json =>
                {
                    json.WriteString("model", model);
                    json.WriteNumber("temperature", 0);
                    json.WriteNumber("max_completion_tokens", MostTokens);
                    json.WriteStartArray("messages");
                    json.WriteMessage("system", Instruction);
                    json.WriteMessage("user", passage);
                    json.WriteEndArray();
                },
                cancellationToken);
            return answer.FirstText() is { Length: > 0 } question ? question : null;
        }
        catch (RouterException failure)
        {
            throw new ApiException((int)(failure.Status ?? System.Net.HttpStatusCode.BadGateway), $"The model '{model}' does not write questions: {failure.Message}", failure.MayPass ? ApiException.Server : ApiException.InvalidRequest, "generate.model");
        }
    }
}
