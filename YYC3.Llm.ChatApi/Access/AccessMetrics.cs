using System.Diagnostics.Metrics;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>Counts who is turned away, and why.</summary>
internal sealed class AccessMetrics(IMeterFactory meters)
{
    private readonly Counter<long> refused = meters.Create("YYC3.Llm.ChatApi").CreateCounter<long>("yyc3.access.refused", description: "Calls turned away before they reached anything, by error code.");

    public void Refused(ApiException error) => refused.Add(1, new KeyValuePair<string, object?>("code", error.Code ?? error.Type));
}
