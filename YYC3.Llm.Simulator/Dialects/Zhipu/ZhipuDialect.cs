using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects.OpenAi;

namespace YYC3.Llm.Simulator.Dialects.Zhipu;

/// <summary>Zhipu's GLM: OpenAI's shape with refusals, codes and credentials of its own.</summary>
internal sealed class ZhipuDialect(AnswerRegistry answers, TimeProvider time) : IDialect
{
    /// <inheritdoc/>
    public string Name => "zhipu";

    /// <inheritdoc/>
    public string BasePath => "/zhipu/api/paas/v4";

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes, Exchange exchange)
    {
        var errors = new ZhipuErrors();
        var access = new ZhipuAccess(time);
        var chat = new OpenAiChat(answers, errors, time.GetUtcNow().ToUnixTimeSeconds(), new OpenAiFlavour
        {
            Id = "20260801120000sim",
            RequestId = true,
            NamesChunks = false,
            Opens = false,
            UsageAtFinish = true,
            PendingFinish = false,
            TellsLimits = false,
            Check = ZhipuRequest.Check,
            Authorize = access.Authorize,
        });
        var embeddings = new CompatibleEmbeddings(errors, access.Authorize, dimensions: 2048, takesDimensions: true);
        routes.MapPost("/zhipu/api/paas/v4/chat/completions", context => exchange.ServeAsync(context, chat));
        routes.MapPost("/zhipu/api/paas/v4/embeddings", context => exchange.ServeAsync(context, embeddings));
    }
}
