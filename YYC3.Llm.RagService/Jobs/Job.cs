using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.RagService.Jobs;

/// <summary>A job in the hands of a worker.</summary>
/// <param name="Id">Its number, never used twice.</param>
/// <param name="TenantId">Whose rows it works on.</param>
/// <param name="Kind">One of <see cref="JobKinds"/>.</param>
/// <param name="StoreId">The vector store; empty where there is none.</param>
/// <param name="FileId">The file; empty where there is none.</param>
/// <param name="Target">The generation that it is about; 0 where there is none.</param>
/// <param name="Attempts">How often it was begun, this time included.</param>
internal sealed record Job(long Id, string TenantId, string Kind, string StoreId, string FileId, long Target, long Attempts)
{
    /// <summary>Whose rows it works on.</summary>
    public TenantId Tenant => new(TenantId);
}
