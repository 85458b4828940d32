using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects.OpenAi;

namespace YYC3.Llm.Simulator.Dialects.Qianfan;

/// <summary>Baidu's Qianfan v2: OpenAI's shape with a <c>flag</c> in each choice and errors of its own.</summary>
internal sealed class QianfanDialect(AnswerRegistry answers, TimeProvider time) : IDialect
{
    /// <inheritdoc/>
    public string Name => "qianfan";

    /// <inheritdoc/>
    public string BasePath => "/qianfan/v2";

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes, Exchange exchange)
    {
        var errors = new QianfanErrors();
        var chat = new OpenAiChat(answers, errors, time.GetUtcNow().ToUnixTimeSeconds(), new OpenAiFlavour
        {
            Id = QianfanErrors.Id,
            Opens = false,
            PendingFinish = false,
            Flag = true,
            Check = QianfanRequest.Check,
            Authorize = Credentials.NeedBearer,
        });
        var embeddings = new CompatibleEmbeddings(errors, Credentials.NeedBearer, dimensions: 1024, takesDimensions: false);
        var rerank = new CompatibleRerank(errors, Credentials.NeedBearer, QianfanErrors.Id);
        routes.MapPost("/qianfan/v2/chat/completions", context => exchange.ServeAsync(context, chat));
        routes.MapPost("/qianfan/v2/embeddings", context => exchange.ServeAsync(context, embeddings));
        routes.MapPost("/qianfan/v2/rerank", context => exchange.ServeAsync(context, rerank));
    }
}
