using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.RagService.Jobs;

/// <summary>A job to be done.</summary>
/// <param name="Tenant">Whose rows it works on.</param>
/// <param name="Kind">One of <see cref="JobKinds"/>.</param>
/// <param name="StoreId">The vector store; empty where there is none.</param>
/// <param name="FileId">The file; empty where there is none.</param>
/// <param name="Target">The generation that it is about; 0 where there is none.</param>
/// <param name="NotBefore">When it may begin, in UTC microseconds; 0: at once.</param>
internal sealed record NewJob(TenantId Tenant, string Kind, string StoreId, string FileId, long Target = 0, long NotBefore = 0);
