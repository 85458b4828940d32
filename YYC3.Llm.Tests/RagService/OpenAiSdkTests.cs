// Vector stores are marked experimental in the SDK.
#pragma warning disable OPENAI001

using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Files;
using OpenAI.VectorStores;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService;

/// <summary>The official OpenAI .NET SDK, unmodified, against RagService; a handler adds the identity that ChatApi would.</summary>
public sealed class OpenAiSdkTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Can_manage_files()
    {
        await using var rag = await RagHost.StartAsync();
        var files = new OpenAIFileClient(new ApiKeyCredential("unused"), Options(rag));

        OpenAIFile uploaded = await files.UploadFileAsync(BinaryData.FromString("你好，世界"), "问候.txt", FileUploadPurpose.Assistants);

        Assert.Equal("问候.txt", uploaded.Filename);
        Assert.Equal(FilePurpose.Assistants, uploaded.Purpose);
        Assert.Equal(15, uploaded.SizeInBytes);
        Assert.Equal(uploaded.Id, (await files.GetFileAsync(uploaded.Id, Cancel)).Value.Id);
        Assert.Equal("你好，世界", (await files.DownloadFileAsync(uploaded.Id, Cancel)).Value.ToString());
        Assert.Equal([uploaded.Id], (await files.GetFilesAsync(Cancel)).Value.Select(file => file.Id));
        Assert.Empty((await files.GetFilesAsync(FilePurpose.Batch, Cancel)).Value);
        Assert.True((await files.DeleteFileAsync(uploaded.Id, Cancel)).Value.Deleted);
        var missing = await Assert.ThrowsAsync<ClientResultException>(() => files.GetFileAsync(uploaded.Id, Cancel));
        Assert.Equal(404, missing.Status);
    }

    [Fact]
    public async Task Can_manage_vector_stores()
    {
        await using var rag = await RagHost.StartAsync();
        var files = new OpenAIFileClient(new ApiKeyCredential("unused"), Options(rag));
        var stores = new VectorStoreClient(new ApiKeyCredential("unused"), Options(rag));
        OpenAIFile first = await files.UploadFileAsync(BinaryData.FromString("The kettle boils water."), "kettle.txt", FileUploadPurpose.Assistants);
        OpenAIFile second = await files.UploadFileAsync(BinaryData.FromString("水壶烧水。"), "水壶.txt", FileUploadPurpose.Assistants);

        VectorStore store = await stores.CreateVectorStoreAsync(
            new VectorStoreCreationOptions
            {
                Name = "kitchen",
                FileIds = { first.Id },
                Metadata = { ["room"] = "厨房" },
                ExpirationPolicy = new VectorStoreExpirationPolicy(VectorStoreExpirationAnchor.LastActiveAt, 2),
            },
            Cancel);
        Assert.Equal("kitchen", store.Name);
        Assert.Equal(1, store.FileCounts.Total);
        VectorStoreFile added = await stores.AddFileToVectorStoreAsync(store.Id, second.Id, Cancel);
        Assert.Equal(second.Id, added.FileId);
        await rag.Client.IndexedAsync(store.Id);

        VectorStoreFile completed = await stores.GetVectorStoreFileAsync(store.Id, second.Id, Cancel);
        Assert.Equal(VectorStoreFileStatus.Completed, completed.Status);
        Assert.Null(completed.LastError);
        VectorStore ready = await stores.GetVectorStoreAsync(store.Id, Cancel);
        Assert.Equal(VectorStoreStatus.Completed, ready.Status);
        Assert.Equal("厨房", ready.Metadata["room"]);
        Assert.True(ready.UsageBytes > 0);
        VectorStore renamed = await stores.ModifyVectorStoreAsync(store.Id, new VectorStoreModificationOptions { Name = "kitchen 2" }, Cancel);
        Assert.Equal("kitchen 2", renamed.Name);

        var listed = new List<string>();
        await foreach (var one in stores.GetVectorStoresAsync(cancellationToken: Cancel))
        {
            listed.Add(one.Id);
        }

        Assert.Equal([store.Id], listed);
        var associated = new List<string>();
        await foreach (var one in stores.GetVectorStoreFilesAsync(store.Id, new VectorStoreFileCollectionOptions { PageSizeLimit = 1, Order = VectorStoreFileCollectionOrder.Ascending }, Cancel))
        {
            associated.Add(one.FileId);
        }

        Assert.Equal([first.Id, second.Id], associated);
        Assert.True((await stores.RemoveFileFromVectorStoreAsync(store.Id, first.Id, Cancel)).Value.Removed);
        Assert.True((await stores.DeleteVectorStoreAsync(store.Id, Cancel)).Value.Deleted);
    }

    private static OpenAIClientOptions Options(RagHost rag)
    {
        var options = new OpenAIClientOptions { Endpoint = new Uri(rag.Address, "/v1"), RetryPolicy = new ClientRetryPolicy(0) };
        options.AddPolicy(new Identity(), PipelinePosition.PerCall);
        return options;
    }

    private sealed class Identity : PipelinePolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Add(message);
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Add(message);
            return ProcessNextAsync(message, pipeline, currentIndex);
        }

        private static void Add(PipelineMessage message)
        {
            message.Request.Headers.Set(CallerHeaders.Internal, RagHost.InternalKey);
            message.Request.Headers.Set(CallerHeaders.Tenant, "proj_default");
        }
    }
}
