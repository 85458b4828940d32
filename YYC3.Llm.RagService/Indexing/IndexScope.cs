using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.RagService.Indexing;

/// <summary>One project's vector store: statistics and results never reach over its edge.</summary>
/// <param name="Tenant">The project.</param>
/// <param name="StoreId">The store.</param>
internal readonly record struct IndexScope(TenantId Tenant, string StoreId);
