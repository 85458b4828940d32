using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Answers;

/// <summary>Token counts: the script's own where it names them.</summary>
internal static class Counted
{
    /// <summary>The counts of an answer.</summary>
    public static TokenCounts Of(Script script, int prompt, int completion, int reasoning) =>
        new(script.Number("prompt", prompt), script.Number("cached", 0), script.Number("tokens", completion), reasoning)
        {
            Write5m = script.Number("write5m", 0),
            Write1h = script.Number("write1h", 0),
            Audio = script.Number("audio", 0),
            AudioIn = script.Number("audioin", 0),
        };

    /// <summary>Prompt tokens of a request of so many bytes: a quarter of them, which is near the truth for English.</summary>
    public static int PromptTokens(int bytes) => (bytes + 3) / 4;
}
