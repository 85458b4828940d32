using YYC3.Llm.RagService.Deletions;
using YYC3.Llm.RagService.Documents;
using YYC3.Llm.RagService.Embeddings;
using YYC3.Llm.RagService.Evaluations;
using YYC3.Llm.RagService.Files;
using YYC3.Llm.RagService.Indexing;
using YYC3.Llm.RagService.Ingestion;
using YYC3.Llm.RagService.Models;
using YYC3.Llm.RagService.Retrieval;
using YYC3.Llm.RagService.Sources;
using YYC3.Llm.RagService.Uploads;
using YYC3.Llm.RagService.VectorStores;
using YYC3.Llm.ServiceDefaults;
using YYC3.Llm.ServiceDefaults.Cache;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService;

/// <summary>The knowledge plane: files, vector stores, and which part of them answers.</summary>
internal static class RagServiceHost
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? customise = null)
    {
        var builder = ServiceHost.CreateBuilder(args);
        builder.AddStorage("rag", typeof(RagServiceHost).Assembly).AddCache();
        builder.Services.AddFiles().AddDeletions().AddUploads().AddVectorStores().AddDocumentReaders().AddIndexes().AddModels().AddEmbeddings().AddIngestion().AddRetrieval().AddEvaluations().AddSources();
        customise?.Invoke(builder);

        var app = builder.BuildService();
        app.UseInternalKey();
        app.MapFiles();
        app.MapUploads();
        app.MapDeletions();
        app.MapVectorStores();
        app.MapSearch();
        app.MapEvaluations();
        app.MapSources();
        return app;
    }
}
