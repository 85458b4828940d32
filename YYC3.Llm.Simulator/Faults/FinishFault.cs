using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>Finish reasons outside OpenAI's: the string "null" until the end (DashScope), <c>stop</c> with tool calls, <c>sensitive</c>, <c>normal</c>, none at all.</summary>
internal sealed class FinishFault : IFault
{
    /// <inheritdoc/>
    public string Name => "finish";

    /// <inheritdoc/>
    public string Summary => "'null' (the string, until the end), 'missing' (nowhere), or any other word in place of the real reason";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["finish=null", "finish=missing", "finish=stop", "finish=sensitive", "finish=normal"];

    /// <inheritdoc/>
    public void Shape(Draft draft, FaultArgument argument)
    {
        switch (argument.Value)
        {
            case "null":
                draft.PendingFinish = "null";
                break;
            case "missing":
                draft.OmitsFinish = true;
                break;
            default:
                draft.FinalFinish = argument.Value ?? "stop";
                break;
        }
    }
}
