namespace YYC3.Llm.RagService.Jobs;

/// <summary>The names of the jobs; each has one <see cref="IJobHandler"/>.</summary>
internal static class JobKinds
{
    /// <summary>Reads a file into a vector store.</summary>
    public const string Ingest = "ingest";

    /// <summary>Frees the space of chunks that no search sees any more.</summary>
    public const string RemoveGeneration = "remove_generation";

    /// <summary>Frees the space of a deleted file.</summary>
    public const string PurgeFile = "purge_file";

    /// <summary>Looks whether anything of a deletion is left; the file's id is the deletion's.</summary>
    public const string VerifyDeletion = "verify_deletion";

    /// <summary>Embeds the generation that is the job's target.</summary>
    public const string Embed = "embed";

    /// <summary>Frees the space of vectors of a model that a store does not use any more; the file's id is the embedding space.</summary>
    public const string DropSpace = "drop_space";

    /// <summary>Looks for what has changed at a source; the file's id is the source's.</summary>
    public const string SyncSource = "sync_source";

    /// <summary>Frees the space of a deleted vector store.</summary>
    public const string DropStore = "drop_store";
}
