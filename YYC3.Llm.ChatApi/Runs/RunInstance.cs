using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Runs;

/// <summary>This process as the owner of runs.</summary>
internal sealed class RunInstance(TimeProvider time)
{
    /// <summary>The name under which runs are this instance's; a new one after each start.</summary>
    public string Id { get; } = Ids.New("inst", time);
}
