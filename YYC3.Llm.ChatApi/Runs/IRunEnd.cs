using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Runs;

/// <summary>Ends a run in place of an owner that died.</summary>
internal interface IRunEnd
{
    /// <summary>Stores the run as failed, with what its log holds, and its last event.</summary>
    /// <param name="tenant">Whose run.</param>
    /// <param name="id">The run; it belongs to this instance now.</param>
    /// <param name="cancellationToken">Gives up; it will be tried again.</param>
    Task AbandonedAsync(TenantId tenant, string id, CancellationToken cancellationToken);
}
