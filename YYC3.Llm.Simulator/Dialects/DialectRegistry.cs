using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects.Anthropic;
using YYC3.Llm.Simulator.Dialects.Gemini;
using YYC3.Llm.Simulator.Dialects.Ollama;
using YYC3.Llm.Simulator.Dialects.OpenAi;

namespace YYC3.Llm.Simulator.Dialects;

/// <summary>The dialects. A new one is one folder and one line here.</summary>
internal sealed class DialectRegistry(AnswerRegistry answers, TimeProvider time)
{
    /// <summary>All dialects.</summary>
    public IReadOnlyList<IDialect> All { get; } =
    [
        new OpenAiDialect(answers, time),
        new AnthropicDialect(answers),
        new GeminiDialect(answers),
        new OllamaDialect(answers, time),
    ];
}
