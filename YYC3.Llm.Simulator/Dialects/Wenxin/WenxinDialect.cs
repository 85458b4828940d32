using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects.OpenAi;

namespace YYC3.Llm.Simulator.Dialects.Wenxin;

/// <summary>Baidu's first API (ERNIE): a token that is fetched with key and secret, the model in the path, errors inside HTTP 200.</summary>
internal sealed class WenxinDialect(AnswerRegistry answers, TimeProvider time) : IDialect
{
    private const string Workshop = "/wenxin/rpc/2.0/ai_custom/v1/wenxinworkshop";

    /// <inheritdoc/>
    public string Name => "wenxin";

    /// <inheritdoc/>
    public string BasePath => "/wenxin";

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes, Exchange exchange)
    {
        var errors = new WenxinErrors();
        var tokens = new WenxinTokens(time);
        var chat = new WenxinChat(answers, errors, tokens, time.GetUtcNow().ToUnixTimeSeconds());
        var embeddings = new CompatibleEmbeddings(errors, (request, _) => tokens.Check(request), dimensions: 384, takesDimensions: false);
        routes.MapMethods("/wenxin/oauth/2.0/token", ["GET", "POST"], tokens.IssueAsync);
        routes.MapPost(Workshop + "/chat/{**model}", context => exchange.ServeAsync(context, chat));
        routes.MapPost(Workshop + "/embeddings/{**model}", context => exchange.ServeAsync(context, embeddings));
    }
}
