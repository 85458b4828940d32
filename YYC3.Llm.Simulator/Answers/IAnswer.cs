using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Answers;

/// <summary>A way to answer, chosen by the model name: <c>sim-{Name}</c>. Pure: the same script and prompt give the same answer.</summary>
internal interface IAnswer
{
    /// <summary>The name after <c>sim-</c>.</summary>
    string Name { get; }

    /// <summary>One line for the help page.</summary>
    string Summary { get; }

    /// <summary>Whether the prompt matters; if not, the reply is written once and kept as bytes.</summary>
    bool ReadsPrompt { get; }

    /// <summary>Composes the answer.</summary>
    /// <param name="script">The parameters.</param>
    /// <param name="prompt">The prompt, or null when <see cref="ReadsPrompt"/> is false.</param>
    Answer Compose(Script script, Prompt? prompt);
}
