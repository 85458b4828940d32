using System.Globalization;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects;
using YYC3.Llm.Simulator.Faults;

namespace YYC3.Llm.Benchmarks.Proofs.Conformance;

/// <summary>All cells: every dialect of the simulator × plain and streamed × text, tool, reasoning, error, and × every fault in each of its forms.</summary>
internal static class Cells
{
    /// <summary>A text with characters of one to four bytes and with those that JSON, SSE and addresses escape.</summary>
    public const string Text = "Grüße, 世界 🙂: \"quoted\" \\ 100 % & <b>\n\nEnd。";

    /// <summary>The simulator's thoughts.</summary>
    public const string Reasoning = "The user says hello. 用户在打招呼，先想一想再回答。";

    /// <summary>The arguments of each tool call.</summary>
    public const string Arguments = """{"city":"北京 \"B\"","days":[1,2],"unit":null}""";

    private const string Tokens = "prompt=100&cached=40&tokens=20";

    private static readonly string TextScript = $"text?chunks=6&{Tokens}&text={Uri.EscapeDataString(Text)}";

    /// <summary>The simulator's dialects, those that this matrix does not know included.</summary>
    public static IReadOnlyList<IDialect> Dialects { get; } = new DialectRegistry(new AnswerRegistry(), TimeProvider.System).All;

    /// <summary>The cells of the given dialects.</summary>
    public static IReadOnlyList<Cell> Of(IReadOnlyCollection<DialectNature> natures, bool faults)
    {
        var cells = new List<Cell>();
        foreach (var nature in natures)
        {
            foreach (var stream in (bool[])[false, true])
            {
                Add("text", TextScript, Whole(nature));
                Add("tool", ToolScript(nature), Tools(nature));
                Add("reasoning", $"reasoning?chunks=6&reasoning=4&{Tokens}&text={Uri.EscapeDataString(Text)}", Whole(nature) with
                {
                    Reasoning = nature.TellsReasoning ? Reasoning : null,
                    Thought = nature.TellsThought ? 4 : null,
                });
                Add("error", "text?fail=invalid", Want.Error(400));

                foreach (var fault in faults ? FaultMatrix.All(new DialectRegistry(new AnswerRegistry(), TimeProvider.System), new FaultRegistry()).Where(fault => fault.Dialect == nature.Name) : [])
                {
                    var script = fault.Fault is "toolindex" ? ToolScript(nature) : TextScript;
                    Add(fault.Example.Replace("%2B", "+", StringComparison.Ordinal), $"{script}&{fault.Example}", FaultWants.Of(nature, fault, stream, fault.Fault is "toolindex" ? Tools(nature) : Whole(nature)));
                }

                void Add(string name, string script, Want want) => cells.Add(new Cell(cells.Count + 1, nature, name, stream, script, want));
            }
        }

        return cells;
    }

    private static Want Whole(DialectNature nature) => new() { Text = Text, Usage = (100, 20), Cached = nature.TellsCached ? 40 : null };

    private static Want Tools(DialectNature nature) => Whole(nature) with { Text = "", Finish = "tool_calls", AfterTools = string.Concat(Enumerable.Repeat(SdkCaller.ToolResult, nature.JoinsResults ? nature.Calls : 1)), Calls = [.. Enumerable.Range(0, nature.Calls).Select(call => (SdkCaller.Tools[call % SdkCaller.Tools.Count], Arguments))] };

    private static string ToolScript(DialectNature nature) =>
        string.Create(CultureInfo.InvariantCulture, $"tools?calls={nature.Calls}&{Tokens}&arguments={Uri.EscapeDataString(Arguments)}");
}
