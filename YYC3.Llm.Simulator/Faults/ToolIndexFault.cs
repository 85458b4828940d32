using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>Tool calls whose <c>index</c> is missing, or 0 for all of them: callers must then tell them apart by their ids.</summary>
internal sealed class ToolIndexFault : IFault
{
    /// <inheritdoc/>
    public string Name => "toolindex";

    /// <inheritdoc/>
    public string Summary => "the index of streamed tool calls is 'missing', or 'zero' for all of them";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["toolindex=missing", "toolindex=zero"];

    /// <inheritdoc/>
    public bool Applies(string dialect) => dialect is "openai" or "azure" or "zhipu" or "qianfan" or "dashscope" or "ollama";

    /// <inheritdoc/>
    public void Shape(Draft draft, FaultArgument argument)
    {
        int? shown = argument.Value switch
        {
            "missing" => null,
            "zero" => 0,
            _ => throw new ScriptException($"'toolindex:{argument.Value}' is neither missing nor zero."),
        };
        draft.BendAnswer = answer => answer with { Deltas = [.. answer.Deltas.Select(delta => delta is ToolCallDelta call ? call with { Shown = shown } : delta)] };
    }
}
