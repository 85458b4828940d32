using YYC3.Llm.Simulator.Answers;

namespace YYC3.Llm.Simulator.Dialects.DashScope;

/// <summary>Alibaba's DashScope in its native form.</summary>
internal sealed class DashScopeDialect(AnswerRegistry answers) : IDialect
{
    /// <inheritdoc/>
    public string Name => "dashscope";

    /// <inheritdoc/>
    public string BasePath => "/dashscope/api/v1";

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes, Exchange exchange)
    {
        var errors = new DashScopeErrors();
        (string Path, IOperation Operation)[] operations =
        [
            ("aigc/text-generation/generation", new DashScopeGeneration(answers, errors, multimodal: false)),
            ("aigc/multimodal-generation/generation", new DashScopeGeneration(answers, errors, multimodal: true)),
            ("embeddings/text-embedding/text-embedding", new DashScopeEmbeddings(errors)),
            ("rerank/text-rerank/text-rerank", new DashScopeRerank(errors)),
        ];
        foreach (var (path, operation) in operations)
        {
            routes.MapPost("/dashscope/api/v1/services/" + path, context => exchange.ServeAsync(context, operation));
        }
    }
}
