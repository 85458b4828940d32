using YYC3.Llm.Router.Dialects.Azure;
using YYC3.Llm.Router.Dialects.Gemini;
using YYC3.Llm.Router.Dialects.Offline;
using YYC3.Llm.Router.Dialects.Ollama;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.Router.Dialects.Qianfan;
using YYC3.Llm.Router.Dialects.Wenxin;
using YYC3.Llm.Router.Dialects.Zhipu;

namespace YYC3.Llm.Router.Dialects;

/// <summary>Adds the dialects. A new one is its folder and one line here.</summary>
internal static class DialectExtensions
{
    public static IServiceCollection AddDialects(this IServiceCollection services) => services
        .AddSingleton<DialectRegistry>()
        .AddSingleton<IDialect, OpenAiDialect>()
        .AddSingleton<IDialect, AzureDialect>()
        .AddSingleton<IDialect, ZhipuDialect>()
        .AddSingleton<IDialect, QianfanDialect>()
        .AddSingleton<IDialect, WenxinDialect>()
        .AddSingleton<IDialect, GeminiDialect>()
        .AddSingleton<IDialect, OllamaDialect>()
        .AddSingleton<IDialect, OfflineDialect>();
}
