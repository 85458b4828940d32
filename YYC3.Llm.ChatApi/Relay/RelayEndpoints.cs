using System.Net.Mime;
using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Relay;

/// <summary>The endpoints that another service answers as they are.</summary>
internal static class RelayEndpoints
{
    private const string Models = "Models";
    private const string Images = "Images";
    private const string Audio = "Audio";
    private const string Drawn = "OpenAI's list of images";
    private const string Files = "Files";
    private const string Operations = "Operations";
    private const string OperationsAbout =
        "For admin keys. `providers`, `models` (GET, PUT, DELETE, POST `{id}/disable`, `{id}/enable`, `models/{id}/probe`, `validate`), `catalog`, `routes`, `usage`, `budgets`, `limits`, `experiments`, `feedback` and `cache` are among the paths.";
    private const string Stores = "Vector stores";
    private const string Store = "OpenAI's vector store object";
    private const string StoreRequest = "`name`, `file_ids`, `metadata`, `expires_after`, `chunking_strategy`";
    private const string StoreFile = "OpenAI's vector store file object";

    public static WebApplication MapRelays(this WebApplication app)
    {
        app.MapGet("/v1/models", ToRouter).Documented(Models, "List the models that can be asked", "OpenAI's list of models");
        app.MapGet("/v1/models/{**model}", ToRouter).Documented(Models, "Get one model", "OpenAI's model object");
        app.MapPost("/v1/embeddings", ToRouter).Documented("Embeddings", "Embed texts", "OpenAI's list of embeddings", "OpenAI's embeddings request");
        app.MapPost("/v1/rerank", ToRouter)
            .Documented("Rerank", "Order documents by how well they answer a query", "`id`, `results` (`index`, `relevance_score`, `document`), `usage`", "`model`, `query`, `documents` (texts, or objects with `text`), `top_n`, `return_documents`");
        app.MapPost("/v1/moderations", ToRouter).Documented("Moderations", "Classify texts and images", "OpenAI's moderation object", "OpenAI's moderation request");
        app.MapPost("/v1/images/generations", ToRouter).Documented(Images, "Draw images", Drawn, "OpenAI's image request", streams: true);
        app.MapPost("/v1/images/edits", UploadToRouter)
            .Documented(Images, "Edit images", Drawn, "A form with `model`, `image` and `prompt`", streams: true, requestType: MediaTypeNames.Multipart.FormData);
        app.MapPost("/v1/audio/speech", ToRouter)
            .Documented(Audio, "Speak a text", "The sound, as it is made", "OpenAI's speech request", streams: true, responseType: MediaTypeNames.Application.Octet);
        app.MapPost("/v1/audio/transcriptions", UploadToRouter)
            .Documented(Audio, "Write down a recording", "OpenAI's transcription", "A form with `model` and `file`", streams: true, requestType: MediaTypeNames.Multipart.FormData);
        app.MapPost("/v1/audio/translations", UploadToRouter)
            .Documented(Audio, "Write down a recording in English", "OpenAI's translation", "A form with `model` and `file`", requestType: MediaTypeNames.Multipart.FormData);
        app.MapPost("/v1/feedback", ToRouter).Documented(
            "Feedback", "Say how good an answer was", "The feedback, with the experiment and arm that the call took part in", "`request_id` or `completion_id`; `score` (-1 to 1) or `rating` (`up`, `down`); `label`, `comment`");

        // The operator's API is Router's own; it is handed on whole, so that what Router learns to do needs no change here.
        app.MapGet("/admin/{**path}", ToRouter).Documented(Operations, "Look at Router: its catalog, routes, experiments and usage", "Router's answer", description: OperationsAbout);
        app.MapPost("/admin/{**path}", ToRouter).Documented(Operations, "Do something in Router", "Router's answer", "What the path asks for", OperationsAbout);
        app.MapPut("/admin/{**path}", ToRouter).Documented(Operations, "Add or change a provider or model", "The entry, its secrets left out", "An entry as `models.json` has it", OperationsAbout);
        app.MapPatch("/admin/{**path}", ToRouter).Documented(Operations, "Change something in Router", "Router's answer", "What the path asks for", OperationsAbout);
        app.MapDelete("/admin/{**path}", ToRouter).Documented(Operations, "Remove something from Router", "What was removed", description: OperationsAbout);

        app.MapGet("/v1/organization/usage/completions", ToRouter).Documented("Usage", "Sum up the usage of chats, by time", "OpenAI's page of usage buckets");
        app.MapGet("/v1/organization/costs", ToRouter).Documented("Usage", "Sum up costs, by day and currency", "OpenAI's page of cost buckets");

        app.MapPost("/v1/files", Upload)
            .Documented(Files, "Upload a file", "OpenAI's file object", "A form with `file` and `purpose`", requestType: MediaTypeNames.Multipart.FormData);
        app.MapGet("/v1/files", ToKnowledge).Documented(Files, "List files", "OpenAI's list of files");
        app.MapGet("/v1/files/{file_id}", ToKnowledge).Documented(Files, "Get one file", "OpenAI's file object");
        app.MapDelete("/v1/files/{file_id}", ToKnowledge).Documented(Files, "Delete a file, everywhere", "OpenAI's deletion object");
        app.MapGet("/v1/files/{file_id}/content", ToKnowledge)
            .Documented(Files, "Get a file's bytes", "The file as it was uploaded", responseType: MediaTypeNames.Application.Octet);

        app.MapPost("/v1/uploads", ToKnowledge).Documented(Files, "Begin an upload in parts", "OpenAI's upload object", "`filename`, `purpose`, `bytes`, `mime_type`, `expires_after`");
        app.MapPost("/v1/uploads/{upload_id}/parts", Upload)
            .Documented(Files, "Add a part to an upload", "OpenAI's upload part object", "A form with `data`, up to 64 MiB", requestType: MediaTypeNames.Multipart.FormData);
        app.MapPost("/v1/uploads/{upload_id}/complete", ToKnowledge).Documented(Files, "Make a file of an upload's parts", "OpenAI's upload object with its `file`", "`part_ids` in their order, `md5`");
        app.MapPost("/v1/uploads/{upload_id}/cancel", ToKnowledge).Documented(Files, "Cancel an upload", "OpenAI's upload object");

        app.MapGet("/v1/deletions", ToKnowledge).Documented("Deletions", "List deletions", "A list of receipts");
        app.MapGet("/v1/deletions/{deletion_id}", ToKnowledge).Documented(
            "Deletions", "Get the receipt of a deletion", "`object`: `deletion`, `status`, `deleted`, `bytes`, `vector_stores` with their counts, `left`",
            description: "The answer that deletes a file, a vector store or a file in one names it in the header `x-yyc3-deletion`. From then on no search finds it; `left` counts, for each answer anew, what is still held anywhere: all 0 once it is `completed`.");

        app.MapPost("/v1/vector_stores", ToKnowledge).Documented(Stores, "Create a vector store", Store, StoreRequest);
        app.MapGet("/v1/vector_stores", ToKnowledge).Documented(Stores, "List vector stores", "OpenAI's list of vector stores");
        app.MapGet("/v1/vector_stores/{vector_store_id}", ToKnowledge).Documented(Stores, "Get one vector store", Store);
        app.MapPost("/v1/vector_stores/{vector_store_id}", ToKnowledge).Documented(Stores, "Change a vector store", Store, StoreRequest);
        app.MapDelete("/v1/vector_stores/{vector_store_id}", ToKnowledge).Documented(Stores, "Delete a vector store", "OpenAI's deletion object");
        app.MapPost("/v1/vector_stores/{vector_store_id}/search", ToKnowledge)
            .Documented(Stores, "Search a vector store", "OpenAI's page of search results, with `page`, `heading` and `span` of each passage", "OpenAI's search request");
        app.MapPost("/v1/vector_stores/{vector_store_id}/evaluations", ToKnowledge).Documented(
            Stores, "Evaluate a vector store's searches", "`vector_store.evaluation`: `ndcg@10`, `recall@100` and `mrr@10` with intervals, for the current and the proposed settings",
            "`queries` with what is `relevant`, or `generate`; `settings` to compare with, `apply`, `seed`",
            description: "Finds on half of the queries what vectors should weigh against words, and compares it on the other half. With `apply` the store takes it over; settings that would lower quality are refused with 409.");
        app.MapGet("/v1/vector_stores/{vector_store_id}/evaluations", ToKnowledge).Documented(Stores, "List a vector store's evaluations", "A list of `vector_store.evaluation`");
        app.MapGet("/v1/vector_stores/{vector_store_id}/evaluations/{evaluation_id}", ToKnowledge).Documented(Stores, "Get an evaluation", "`vector_store.evaluation`");
        app.MapPost("/v1/vector_stores/{vector_store_id}/sources", ToKnowledge).Documented(
            Stores, "Let a vector store follow a place", "`vector_store.source`", "`type` (`folder`, `git`, `web`, `sitemap`), `location`, `patterns`, `interval_seconds`, `chunking_strategy`",
            description: "What is new there or has changed is read in, what is gone is deleted, and nothing else is touched. Folders lie below the setting `Sources:Roots`, hosts among `Outside:FetchHosts`.");
        app.MapGet("/v1/vector_stores/{vector_store_id}/sources", ToKnowledge).Documented(Stores, "List the places that a vector store follows", "A list of `vector_store.source`");
        app.MapGet("/v1/vector_stores/{vector_store_id}/sources/{source_id}", ToKnowledge).Documented(Stores, "Get a source, with when it was last looked at", "`vector_store.source`");
        app.MapPost("/v1/vector_stores/{vector_store_id}/sources/{source_id}/sync", ToKnowledge).Documented(Stores, "Look at a source now", "`vector_store.source`");
        app.MapDelete("/v1/vector_stores/{vector_store_id}/sources/{source_id}", ToKnowledge).Documented(Stores, "Delete a source and the files that it has brought", "OpenAI's deletion object");
        app.MapPost("/v1/vector_stores/{vector_store_id}/files", ToKnowledge)
            .Documented(Stores, "Add a file to a vector store", StoreFile, "`file_id`, `attributes`, `chunking_strategy`");
        app.MapPost("/v1/vector_stores/{vector_store_id}/file_batches", ToKnowledge).Documented(Stores, "Add several files to a vector store", "OpenAI's file batch", "`file_ids`, or `files` with their own `attributes` and `chunking_strategy`");
        app.MapGet("/v1/vector_stores/{vector_store_id}/file_batches/{batch_id}", ToKnowledge).Documented(Stores, "Get a file batch, with its counts", "OpenAI's file batch");
        app.MapPost("/v1/vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel", ToKnowledge).Documented(Stores, "End a file batch", "OpenAI's file batch", description: "Files that are being read are not read any further; those that are ready stay.");
        app.MapGet("/v1/vector_stores/{vector_store_id}/file_batches/{batch_id}/files", ToKnowledge).Documented(Stores, "List the files of a batch", "OpenAI's list of vector store files");
        app.MapGet("/v1/vector_stores/{vector_store_id}/files", ToKnowledge).Documented(Stores, "List the files of a vector store", "OpenAI's list of vector store files");
        app.MapGet("/v1/vector_stores/{vector_store_id}/files/{file_id}", ToKnowledge).Documented(Stores, "Get a file of a vector store, with its progress", StoreFile);
        app.MapPost("/v1/vector_stores/{vector_store_id}/files/{file_id}", ToKnowledge).Documented(Stores, "Change a file's attributes", StoreFile, "`attributes`");
        app.MapDelete("/v1/vector_stores/{vector_store_id}/files/{file_id}", ToKnowledge).Documented(Stores, "Take a file out of a vector store", "OpenAI's deletion object");
        app.MapGet("/v1/vector_stores/{vector_store_id}/files/{file_id}/content", ToKnowledge).Documented(Stores, "Get a file's text as it was read", "OpenAI's page of contents");
        return app;
    }

    private static Task ToRouter(HttpContext context) =>
        RelayAsync(context, services => services.Router, limits => (limits.Body, BodyLimits.BodySetting));

    private static Task UploadToRouter(HttpContext context) =>
        RelayAsync(context, services => services.Router, limits => (limits.Upload, BodyLimits.UploadSetting));

    private static Task ToKnowledge(HttpContext context) =>
        RelayAsync(context, services => services.Knowledge, limits => (limits.Body, BodyLimits.BodySetting));

    private static Task Upload(HttpContext context) =>
        RelayAsync(context, services => services.Knowledge, limits => (limits.Upload, BodyLimits.UploadSetting));

    private static async Task RelayAsync(HttpContext context, Func<Services, ServiceClient> service, Func<BodyLimits, (long Bytes, string Setting)> limit)
    {
        var (bytes, setting) = limit(context.RequestServices.GetRequiredService<BodyLimits>());
        using var content = PlainRelay.StreamedBody(context, bytes, setting);
        await PlainRelay.RelayAsync(context, service(context.RequestServices.GetRequiredService<Services>()), content, context.Caller());
    }
}
