using System.Collections.Frozen;

namespace YYC3.Llm.Simulator.Answers;

/// <summary>The answers by name. A new one is one class and one line here.</summary>
internal sealed class AnswerRegistry
{
    private readonly FrozenDictionary<string, IAnswer> answers = new IAnswer[]
    {
        new TextAnswer(),
        new EchoAnswer(),
        new ToolsAnswer(),
        new ReasoningAnswer(),
        new JsonAnswer(),
        new SeeAnswer(),
    }.ToFrozenDictionary(answer => answer.Name, StringComparer.Ordinal);

    /// <summary>All answers, by name.</summary>
    public IEnumerable<IAnswer> All => answers.Values.OrderBy(answer => answer.Name, StringComparer.Ordinal);

    /// <summary>The names, in order.</summary>
    public IEnumerable<string> Names => All.Select(answer => answer.Name);

    /// <summary>Whether there is such an answer.</summary>
    public bool Contains(string name) => answers.ContainsKey(name);

    /// <summary>The answer of that name, which a read script guarantees.</summary>
    public IAnswer Get(string name) => answers[name];
}
