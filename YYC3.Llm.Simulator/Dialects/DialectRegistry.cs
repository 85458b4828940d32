using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects.Anthropic;
using YYC3.Llm.Simulator.Dialects.Azure;
using YYC3.Llm.Simulator.Dialects.DashScope;
using YYC3.Llm.Simulator.Dialects.Gemini;
using YYC3.Llm.Simulator.Dialects.Ollama;
using YYC3.Llm.Simulator.Dialects.OpenAi;
using YYC3.Llm.Simulator.Dialects.Qianfan;
using YYC3.Llm.Simulator.Dialects.Wenxin;
using YYC3.Llm.Simulator.Dialects.Zhipu;

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
        new DashScopeDialect(answers),
        new ZhipuDialect(answers, time),
        new QianfanDialect(answers, time),
        new WenxinDialect(answers, time),
        new OllamaDialect(answers, time),
        new AzureDialect(answers, time),
    ];
}
