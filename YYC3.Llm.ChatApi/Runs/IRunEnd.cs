using System.Text.Json.Nodes;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Runs;

/// <summary>Ends a run in place of an owner that died.</summary>
internal interface IRunEnd
{
    /// <summary>Stores the run as failed with what its log holds: finished items and texts as far as they came.</summary>
    /// <param name="tenant">Whose run.</param>
    /// <param name="id">The run.</param>
    /// <param name="head">What <see cref="RunStart.Head"/> was.</param>
    /// <param name="events">The events that it left.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The run's last event, without its number.</returns>
    Task<JsonObject> AbandonedAsync(TenantId tenant, string id, ReadOnlyMemory<byte> head, IReadOnlyList<RunEvent> events, CancellationToken cancellationToken);
}
