using YYC3.Llm.Router.Dialects.Anthropic;
using YYC3.Llm.Router.Dialects.Offline;
using YYC3.Llm.Router.Dialects.OpenAi;

namespace YYC3.Llm.Router.Dialects;

/// <summary>Adds the dialects. A new one is its folder and one line here.</summary>
internal static class DialectExtensions
{
    public static IServiceCollection AddDialects(this IServiceCollection services) => services
        .AddSingleton<DialectRegistry>()
        .AddSingleton<IDialect, OpenAiDialect>()
        .AddSingleton<IDialect, AnthropicDialect>()
        .AddSingleton<IDialect, OfflineDialect>();
}
